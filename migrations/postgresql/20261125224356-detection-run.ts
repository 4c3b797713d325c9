import { Migration } from '@mikro-orm/migrations';

export class Migration20261125224356_detection_run extends Migration {

  override name = 'Migration20261125224356_detection_run';

  override up(): void | Promise<void> {
    this.addSql(`create table "detection_run" ("id" serial primary key, "job_id" int not null, "sensor_id" int not null, "model_version_id" int not null, "from_ms" bigint not null, "to_ms" bigint not null, "sampling_period_ms" bigint not null, "sample_count" int not null, "anomaly_count" int not null, "flagged_count" int not null, "cleaning" text not null, "requested_by" varchar(255) not null, "created_at_ms" bigint not null);`);
    this.addSql(`alter table "detection_run" add constraint "detection_run_job_id_unique" unique ("job_id");`);
    this.addSql(`create index "detection_run_sensor_id_index" on "detection_run" ("sensor_id");`);
    this.addSql(`create index "detection_run_model_version_id_index" on "detection_run" ("model_version_id");`);

    this.addSql(`create table "detection_run_anomaly" ("id" serial primary key, "detection_run_id" int not null, "start_ms" bigint not null, "end_ms" bigint not null, "peak_ms" bigint not null, "peak_score" double precision not null, "threshold" double precision not null);`);
    this.addSql(`create index "detection_run_anomaly_detection_run_id_start_ms_index" on "detection_run_anomaly" ("detection_run_id", "start_ms");`);

    this.addSql(`alter table "detection_run" add constraint "detection_run_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);
    this.addSql(`alter table "detection_run" add constraint "detection_run_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id");`);

    this.addSql(`alter table "detection_run_anomaly" add constraint "detection_run_anomaly_detection_run_id_foreign" foreign key ("detection_run_id") references "detection_run" ("id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "detection_run_anomaly" drop constraint "detection_run_anomaly_detection_run_id_foreign";`);

    this.addSql(`drop table if exists "detection_run" cascade;`);
    this.addSql(`drop table if exists "detection_run_anomaly" cascade;`);
  }

}
