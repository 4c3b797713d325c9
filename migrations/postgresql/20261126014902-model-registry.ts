import { Migration } from '@mikro-orm/migrations';

export class Migration20261126014902_model_registry extends Migration {

  override name = 'Migration20261126014902_model_registry';

  override up(): void | Promise<void> {
    this.addSql(`create table "model_fault" ("id" serial primary key, "sensor_id" int not null, "task" varchar(255) not null, "assignment_id" int not null, "model_version_id" int not null, "stand_in_version_id" int null, "code" varchar(255) not null, "message" text not null, "at_ms" bigint not null);`);
    this.addSql(`create index "model_fault_model_version_id_index" on "model_fault" ("model_version_id");`);
    this.addSql(`create index "model_fault_stand_in_version_id_index" on "model_fault" ("stand_in_version_id");`);
    this.addSql(`create index "model_fault_sensor_id_task_id_index" on "model_fault" ("sensor_id", "task", "id");`);

    this.addSql(`create table "model_alias" ("sensor_id" int not null, "task" varchar(255) not null, "alias" varchar(255) not null, "model_version_id" int not null, "set_by" varchar(255) not null, "set_at_ms" bigint not null, primary key ("sensor_id", "task", "alias"));`);
    this.addSql(`create index "model_alias_model_version_id_index" on "model_alias" ("model_version_id");`);

    this.addSql(`create table "performance_weights" ("id" serial primary key, "weights" text not null, "set_by" varchar(255) not null, "from_ms" bigint not null);`);

    this.addSql(`alter table "model_version" add "archived_at_ms" bigint null, add "archived_by" varchar(255) null, add "deleted_at_ms" bigint null, add "deleted_by" varchar(255) null, add "weights_removed_at_ms" bigint null;`);

    this.addSql(`alter table "model_fault" add constraint "model_fault_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);
    this.addSql(`alter table "model_fault" add constraint "model_fault_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id");`);
    this.addSql(`alter table "model_fault" add constraint "model_fault_stand_in_version_id_foreign" foreign key ("stand_in_version_id") references "model_version" ("id") on delete set null;`);

    this.addSql(`alter table "model_alias" add constraint "model_alias_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);
    this.addSql(`alter table "model_alias" add constraint "model_alias_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "model_fault" cascade;`);
    this.addSql(`drop table if exists "model_alias" cascade;`);
    this.addSql(`drop table if exists "performance_weights" cascade;`);

    this.addSql(`alter table "model_version" drop column "archived_at_ms", drop column "archived_by", drop column "deleted_at_ms", drop column "deleted_by", drop column "weights_removed_at_ms";`);
  }

}
