import { Migration } from '@mikro-orm/migrations';

export class Migration20261126021207_flight_recorder extends Migration {

  override name = 'Migration20261126021207_flight_recorder';

  override up(): void | Promise<void> {
    this.addSql(`alter table "regime_state" add "accepted" int null;`);
    this.addSql(`insert into "setting" ("sensor_id", "kind", "value", "from_ms", "set_by")
      select s."id", 'INPUTS', '[' || string_agg(i."input_id"::text, ',' order by i."position") || ']', s."created_at_ms", 'migration'
      from "sensor" s join "sensor_input" i on i."sensor_id" = s."id" group by s."id", s."created_at_ms";`);
    this.addSql(`create table "rerun_state" ("sensor_id" int not null, "sha256" varchar(255) not null, "state" bytea not null, "needed_at_ms" bigint not null, primary key ("sensor_id", "sha256"));`);
    this.addSql(`create index "rerun_state_needed_at_ms_index" on "rerun_state" ("needed_at_ms");`);

    this.addSql(`create table "rerun_point" ("id" serial primary key, "sensor_id" int not null, "through_ms" bigint not null, "model_version_id" int null, "state_sha256" varchar(255) not null, "basis" text not null, "created_at_ms" bigint not null);`);
    this.addSql(`create index "rerun_point_created_at_ms_index" on "rerun_point" ("created_at_ms");`);
    this.addSql(`create index "rerun_point_sensor_id_id_index" on "rerun_point" ("sensor_id", "id");`);
    this.addSql(`create index "rerun_point_sensor_id_state_sha256_index" on "rerun_point" ("sensor_id", "state_sha256");`);

    this.addSql(`alter table "scoring_mark" add "rerun_trail" text null;`);

    this.addSql(`alter table "anomaly_revision" add "sha256" varchar(255) null, add "rerun_point_id" int null, add "through_ms" bigint null, add "readings" int null, add "received_by_ms" bigint null;`);

    this.addSql(`alter table "rerun_state" add constraint "rerun_state_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);

    this.addSql(`alter table "rerun_point" add constraint "rerun_point_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`delete from "setting" where "kind" = 'INPUTS';`);
    this.addSql(`alter table "regime_state" drop column "accepted";`);
    this.addSql(`drop table if exists "rerun_state" cascade;`);
    this.addSql(`drop table if exists "rerun_point" cascade;`);

    this.addSql(`alter table "anomaly_revision" drop column "sha256", drop column "rerun_point_id", drop column "through_ms", drop column "readings", drop column "received_by_ms";`);

    this.addSql(`alter table "scoring_mark" drop column "rerun_trail";`);
  }

}
