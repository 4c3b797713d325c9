import { Migration } from '@mikro-orm/migrations';

export class Migration20261126004615_forecast_service extends Migration {

  override name = 'Migration20261126004615_forecast_service';

  override up(): void | Promise<void> {
    this.addSql(`create table "forecast_schedule" ("sensor_id" int not null, "horizon" int not null, "levels" text not null, "every_steps" int not null, "due_ms" bigint null, primary key ("sensor_id"));`);

    this.addSql(`drop index "forecast_model_version_id_index";`);
    this.addSql(`alter table "forecast" add "baseline" text null, add "baseline_method" varchar(255) null, add "scale" double precision null, add "judged_through" int not null default 0, add "judge_revision" int not null default 0, add "judge_due_ms" bigint null, add "judged" text null, add "judged_at_ms" bigint null;`);
    this.addSql(`create index "forecast_issued_at_ms_index" on "forecast" ("issued_at_ms");`);
    this.addSql(`create index "forecast_sensor_id_judge_due_ms_index" on "forecast" ("sensor_id", "judge_due_ms");`);
    this.addSql(`create index "forecast_model_version_id_origin_ms_index" on "forecast" ("model_version_id", "origin_ms");`);

    this.addSql(`alter table "forecast_schedule" add constraint "forecast_schedule_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id") on update cascade on delete cascade;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "forecast_schedule" cascade;`);

    this.addSql(`drop index "forecast_issued_at_ms_index";`);
    this.addSql(`drop index "forecast_sensor_id_judge_due_ms_index";`);
    this.addSql(`drop index "forecast_model_version_id_origin_ms_index";`);
    this.addSql(`alter table "forecast" drop column "baseline", drop column "baseline_method", drop column "scale", drop column "judged_through", drop column "judge_revision", drop column "judge_due_ms", drop column "judged", drop column "judged_at_ms";`);
    this.addSql(`create index "forecast_model_version_id_index" on "forecast" ("model_version_id");`);
  }

}
