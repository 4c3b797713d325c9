import { Migration } from '@mikro-orm/migrations';

export class Migration20261126022336_shadow extends Migration {

  override name = 'Migration20261126022336_shadow';

  override up(): void | Promise<void> {
    this.addSql(`create table "shadow_run" ("id" serial primary key, "sensor_id" int not null, "running_key" int not null default 0, "model_version_id" int not null, "through_ms" bigint not null, "first_ms" bigint null, "readings" int not null default 0, "state" bytea null, "episode" text null, "started_by" varchar(255) not null, "started_at_ms" bigint not null, "ended_at_ms" bigint null, "end_reason" varchar(255) null, "message" text null);`);
    this.addSql(`create index "shadow_run_running_key_index" on "shadow_run" ("running_key");`);
    this.addSql(`create index "shadow_run_model_version_id_index" on "shadow_run" ("model_version_id");`);
    this.addSql(`alter table "shadow_run" add constraint "shadow_run_sensor_id_running_key_unique" unique ("sensor_id", "running_key");`);

    this.addSql(`create table "shadow_anomaly" ("shadow_run_id" int not null, "start_ms" bigint not null, "end_ms" bigint not null, "peak_ms" bigint not null, "score" double precision not null, "threshold" double precision not null, primary key ("shadow_run_id", "start_ms"));`);

    this.addSql(`alter table "shadow_run" add constraint "shadow_run_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);
    this.addSql(`alter table "shadow_run" add constraint "shadow_run_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id");`);

    this.addSql(`alter table "shadow_anomaly" add constraint "shadow_anomaly_shadow_run_id_foreign" foreign key ("shadow_run_id") references "shadow_run" ("id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "shadow_anomaly" drop constraint "shadow_anomaly_shadow_run_id_foreign";`);

    this.addSql(`drop table if exists "shadow_run" cascade;`);
    this.addSql(`drop table if exists "shadow_anomaly" cascade;`);
  }

}
