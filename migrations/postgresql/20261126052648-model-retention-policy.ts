import { Migration } from '@mikro-orm/migrations';

export class Migration20261126052648_model_retention_policy extends Migration {

  override name = 'Migration20261126052648_model_retention_policy';

  override up(): void | Promise<void> {
    this.addSql(`create table "model_retention_policy" ("id" serial primary key, "place" int not null, "equipment_id" int null, "version" int not null, "rules" text null, "from_ms" bigint not null, "set_by" varchar(255) not null);`);
    this.addSql(`alter table "model_retention_policy" add constraint "model_retention_policy_place_version_unique" unique ("place", "version");`);

    this.addSql(`alter table "model_version" add "pinned_at_ms" bigint null, add "pinned_by" varchar(255) null, add "pin_reason" text null;`);

    this.addSql(`alter table "model_retention_policy" add constraint "model_retention_policy_equipment_id_foreign" foreign key ("equipment_id") references "equipment" ("id") on delete restrict;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "model_retention_policy" cascade;`);

    this.addSql(`alter table "model_version" drop column "pinned_at_ms", drop column "pinned_by", drop column "pin_reason";`);
  }

}
