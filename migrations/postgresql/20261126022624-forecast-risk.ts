import { Migration } from '@mikro-orm/migrations';

export class Migration20261126022624_forecast_risk extends Migration {

  override name = 'Migration20261126022624_forecast_risk';

  override up(): void | Promise<void> {
    this.addSql(`create table "forecast_recalibration" ("sensor_id" int not null, "reach" int not null, "model_version_id" int not null, "state" bytea not null, primary key ("sensor_id", "reach"));`);
    this.addSql(`create index "forecast_recalibration_model_version_id_index" on "forecast_recalibration" ("model_version_id");`);

    this.addSql(`create table "forecast_tracker" ("sensor_id" int not null, "model_version_id" int not null, "followed_ms" bigint not null, "revision" int not null, "state" bytea null, primary key ("sensor_id"));`);
    this.addSql(`create index "forecast_tracker_model_version_id_index" on "forecast_tracker" ("model_version_id");`);

    this.addSql(`alter table "forecast" add "risk" text null, add "risk_probability" double precision null;`);
    this.addSql(`create index "forecast_risk_probability_id_index" on "forecast" ("risk_probability", "id");`);

    this.addSql(`alter table "forecast_recalibration" add constraint "forecast_recalibration_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id") on delete cascade;`);
    this.addSql(`alter table "forecast_recalibration" add constraint "forecast_recalibration_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id") on delete cascade;`);

    this.addSql(`alter table "forecast_tracker" add constraint "forecast_tracker_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id") on update cascade on delete cascade;`);
    this.addSql(`alter table "forecast_tracker" add constraint "forecast_tracker_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id") on delete cascade;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "forecast_recalibration" cascade;`);
    this.addSql(`drop table if exists "forecast_tracker" cascade;`);

    this.addSql(`drop index "forecast_risk_probability_id_index";`);
    this.addSql(`alter table "forecast" drop column "risk", drop column "risk_probability";`);
  }

}
