import { Migration } from '@mikro-orm/migrations';

export class Migration20261126021436_imported_versions extends Migration {

  override name = 'Migration20261126021436_imported_versions';

  override up(): void | Promise<void> {
    this.addSql(`create table "registry_import" ("id" serial primary key, "source" text not null, "found_count" int not null, "imported_count" int not null, "known_count" int not null, "left_out_count" int not null, "left_out" text not null, "created_at_ms" bigint not null);`);

    this.addSql(`create table "imported_version" ("id" serial primary key, "registered_model_id" int not null, "sensor_id" int not null, "registry_import_id" int not null, "source_model_id" varchar(255) not null, "source_version_id" varchar(255) not null, "layout" varchar(255) not null, "source_file" text not null, "model_type" varchar(255) not null, "claimed_at_ms" bigint null, "description" text not null, "tags" text not null, "claims" text not null, "sha256" varchar(255) not null, "validated" boolean not null default false, "created_at_ms" bigint not null);`);
    this.addSql(`create index "imported_version_registered_model_id_index" on "imported_version" ("registered_model_id");`);
    this.addSql(`create index "imported_version_sensor_id_index" on "imported_version" ("sensor_id");`);
    this.addSql(`create index "imported_version_registry_import_id_index" on "imported_version" ("registry_import_id");`);
    this.addSql(`alter table "imported_version" add constraint "imported_version_source_model_id_source_version_id_unique" unique ("source_model_id", "source_version_id");`);

    this.addSql(`alter table "imported_version" add constraint "imported_version_registered_model_id_foreign" foreign key ("registered_model_id") references "registered_model" ("id");`);
    this.addSql(`alter table "imported_version" add constraint "imported_version_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);
    this.addSql(`alter table "imported_version" add constraint "imported_version_registry_import_id_foreign" foreign key ("registry_import_id") references "registry_import" ("id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "imported_version" drop constraint "imported_version_registry_import_id_foreign";`);

    this.addSql(`drop table if exists "registry_import" cascade;`);
    this.addSql(`drop table if exists "imported_version" cascade;`);
  }

}
