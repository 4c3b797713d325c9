import { Migration } from '@mikro-orm/migrations';

export class Migration20261124001142_initial extends Migration {

  override name = 'Migration20261124001142_initial';

  override up(): void | Promise<void> {
    this.addSql(`create table "equipment" ("id" serial primary key, "tag" varchar(255) not null, "name" varchar(255) not null, "kind" varchar(255) not null, "parent_id" int null, "path" varchar(255) not null, "equipment_class" varchar(255) null, "criticality" varchar(255) not null, "location" varchar(255) null, "description" text not null default '', "created_at_ms" bigint not null, "retired_at_ms" bigint null);`);
    this.addSql(`alter table "equipment" add constraint "equipment_tag_unique" unique ("tag");`);
    this.addSql(`create index "equipment_path_index" on "equipment" ("path");`);

    this.addSql(`create table "event" ("id" bigserial primary key, "type" varchar(255) not null, "sensor_id" int null, "equipment_path" varchar(255) null, "severity" varchar(255) null, "time_ms" bigint not null, "recorded_at_ms" bigint not null, "payload" text not null);`);
    this.addSql(`create index "event_recorded_at_ms_index" on "event" ("recorded_at_ms");`);

    this.addSql(`create table "job" ("id" serial primary key, "kind" varchar(255) not null, "sensor_id" int null, "request" text not null, "status" varchar(255) not null, "progress" double precision not null default 0, "stage" varchar(255) not null default '', "attempt" int not null default 0, "lease_owner" varchar(255) null, "lease_until_ms" bigint null, "cancel_requested_at_ms" bigint null, "error_code" varchar(255) null, "error_message" text null, "error_remedy" text null, "result" text null, "requested_by" varchar(255) not null, "created_at_ms" bigint not null, "started_at_ms" bigint null, "finished_at_ms" bigint null);`);
    this.addSql(`create index "job_sensor_id_index" on "job" ("sensor_id");`);
    this.addSql(`create index "job_status_id_index" on "job" ("status", "id");`);

    this.addSql(`create table "registered_model" ("id" serial primary key, "name" varchar(255) not null, "task" varchar(255) not null, "description" text not null default '', "created_at_ms" bigint not null);`);
    this.addSql(`alter table "registered_model" add constraint "registered_model_name_unique" unique ("name");`);

    this.addSql(`create table "model_version" ("id" serial primary key, "registered_model_id" int not null, "version" int not null, "scope_kind" varchar(255) not null, "scope_name" varchar(255) not null, "family" varchar(255) not null, "config" text not null, "seed" int not null, "metrics" text not null, "baseline_metrics" text not null, "dataset_version_id" int not null, "training_job_id" int not null, "artifact_sha256" varchar(255) not null, "artifact_bytes" int not null, "created_at_ms" bigint not null);`);
    this.addSql(`create index "model_version_dataset_version_id_index" on "model_version" ("dataset_version_id");`);
    this.addSql(`alter table "model_version" add constraint "model_version_training_job_id_unique" unique ("training_job_id");`);
    this.addSql(`alter table "model_version" add constraint "model_version_registered_model_id_version_unique" unique ("registered_model_id", "version");`);

    this.addSql(`create table "sensor" ("id" serial primary key, "tag" varchar(255) not null, "name" varchar(255) not null, "description" text not null default '', "equipment_id" int not null, "quantity" varchar(255) not null, "unit" varchar(255) not null, "kind" varchar(255) not null, "sampling_period_ms" bigint not null, "normal_low" double precision null, "normal_high" double precision null, "limit_low_low" double precision null, "limit_low" double precision null, "limit_high" double precision null, "limit_high_high" double precision null, "created_at_ms" bigint not null, "retired_at_ms" bigint null);`);
    this.addSql(`alter table "sensor" add constraint "sensor_tag_unique" unique ("tag");`);
    this.addSql(`create index "sensor_equipment_id_index" on "sensor" ("equipment_id");`);

    this.addSql(`create table "scoring_mark" ("sensor_id" int not null, "scored_through_ms" bigint not null, "assignment_id" int null, "state" bytea null, "episode" text null, primary key ("sensor_id"));`);

    this.addSql(`create table "scope_member" ("model_version_id" int not null, "sensor_id" int not null, primary key ("model_version_id", "sensor_id"));`);
    this.addSql(`create index "scope_member_sensor_id_index" on "scope_member" ("sensor_id");`);

    this.addSql(`create table "operator_label" ("id" serial primary key, "sensor_id" int not null, "start_ms" bigint not null, "end_ms" bigint not null, "verdict" varchar(255) not null, "anomaly_id" int null, "note" text not null default '', "author" varchar(255) not null, "created_at_ms" bigint not null);`);
    this.addSql(`create index "operator_label_anomaly_id_index" on "operator_label" ("anomaly_id");`);
    this.addSql(`create index "operator_label_sensor_id_start_ms_index" on "operator_label" ("sensor_id", "start_ms");`);

    this.addSql(`create table "forecast" ("id" serial primary key, "sensor_id" int not null, "origin_ms" bigint not null, "step_ms" bigint not null, "horizon" int not null, "request_key" varchar(255) not null, "mode" varchar(255) not null, "method" varchar(255) not null, "model_version_id" int null, "point" text not null, "bands" text not null, "issued_at_ms" bigint not null);`);
    this.addSql(`create index "forecast_model_version_id_index" on "forecast" ("model_version_id");`);
    this.addSql(`alter table "forecast" add constraint "forecast_sensor_id_origin_ms_request_key_unique" unique ("sensor_id", "origin_ms", "request_key");`);

    this.addSql(`create table "dataset_version" ("id" serial primary key, "sensor_id" int not null, "from_ms" bigint not null, "to_ms" bigint not null, "sampling_period_ms" bigint not null, "sample_count" int not null, "missing_count" int not null, "train_count" int not null, "input_sensor_ids" text not null, "sha256" varchar(255) not null, "created_at_ms" bigint not null);`);
    this.addSql(`create index "dataset_version_sensor_id_index" on "dataset_version" ("sensor_id");`);

    this.addSql(`create table "assignment" ("id" serial primary key, "sensor_id" int not null, "task" varchar(255) not null, "sequence" int not null, "model_version_id" int not null, "action" varchar(255) not null, "reason" text not null default '', "assigned_by" varchar(255) not null, "from_ms" bigint not null);`);
    this.addSql(`create index "assignment_model_version_id_index" on "assignment" ("model_version_id");`);
    this.addSql(`alter table "assignment" add constraint "assignment_sensor_id_task_sequence_unique" unique ("sensor_id", "task", "sequence");`);

    this.addSql(`create table "anomaly" ("id" serial primary key, "sensor_id" int not null, "open_key" int not null, "status" varchar(255) not null, "revision" int not null, "start_ms" bigint not null, "end_ms" bigint not null, "peak_ms" bigint not null, "score" double precision not null, "threshold" double precision not null, "expected" double precision not null, "actual" double precision null, "severity" varchar(255) not null, "confidence" double precision not null, "cause" varchar(255) not null, "detection_mode" varchar(255) not null, "model_version_id" int null, "updated_at_ms" bigint not null);`);
    this.addSql(`create index "anomaly_model_version_id_index" on "anomaly" ("model_version_id");`);
    this.addSql(`create index "anomaly_sensor_id_start_ms_index" on "anomaly" ("sensor_id", "start_ms");`);
    this.addSql(`alter table "anomaly" add constraint "anomaly_sensor_id_open_key_unique" unique ("sensor_id", "open_key");`);

    this.addSql(`create table "anomaly_revision" ("anomaly_id" int not null, "revision" int not null, "change" varchar(255) not null, "snapshot" text not null, "at_ms" bigint not null, primary key ("anomaly_id", "revision"));`);

    this.addSql(`create table "sensor_input" ("sensor_id" int not null, "position" int not null, "input_id" int not null, primary key ("sensor_id", "position"));`);
    this.addSql(`create index "sensor_input_input_id_index" on "sensor_input" ("input_id");`);

    this.addSql(`create table "setting" ("id" serial primary key, "sensor_id" int not null, "kind" varchar(255) not null, "value" text not null, "from_ms" bigint not null, "set_by" varchar(255) not null);`);
    this.addSql(`create index "setting_sensor_id_kind_id_index" on "setting" ("sensor_id", "kind", "id");`);

    this.addSql(`alter table "equipment" add constraint "equipment_parent_id_foreign" foreign key ("parent_id") references "equipment" ("id") on delete set null;`);

    this.addSql(`alter table "model_version" add constraint "model_version_registered_model_id_foreign" foreign key ("registered_model_id") references "registered_model" ("id");`);

    this.addSql(`alter table "sensor" add constraint "sensor_equipment_id_foreign" foreign key ("equipment_id") references "equipment" ("id");`);

    this.addSql(`alter table "scoring_mark" add constraint "scoring_mark_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id") on update cascade on delete cascade;`);

    this.addSql(`alter table "scope_member" add constraint "scope_member_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id") on update cascade on delete cascade;`);
    this.addSql(`alter table "scope_member" add constraint "scope_member_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id") on update cascade on delete cascade;`);

    this.addSql(`alter table "operator_label" add constraint "operator_label_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);

    this.addSql(`alter table "forecast" add constraint "forecast_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);
    this.addSql(`alter table "forecast" add constraint "forecast_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id") on delete set null;`);

    this.addSql(`alter table "dataset_version" add constraint "dataset_version_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);

    this.addSql(`alter table "assignment" add constraint "assignment_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);
    this.addSql(`alter table "assignment" add constraint "assignment_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id");`);

    this.addSql(`alter table "anomaly" add constraint "anomaly_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);
    this.addSql(`alter table "anomaly" add constraint "anomaly_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id") on delete set null;`);

    this.addSql(`alter table "anomaly_revision" add constraint "anomaly_revision_anomaly_id_foreign" foreign key ("anomaly_id") references "anomaly" ("id");`);

    this.addSql(`alter table "sensor_input" add constraint "sensor_input_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);
    this.addSql(`alter table "sensor_input" add constraint "sensor_input_input_id_foreign" foreign key ("input_id") references "sensor" ("id");`);

    this.addSql(`alter table "setting" add constraint "setting_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "equipment" drop constraint "equipment_parent_id_foreign";`);
    this.addSql(`alter table "sensor" drop constraint "sensor_equipment_id_foreign";`);
    this.addSql(`alter table "model_version" drop constraint "model_version_registered_model_id_foreign";`);
    this.addSql(`alter table "scope_member" drop constraint "scope_member_model_version_id_foreign";`);
    this.addSql(`alter table "forecast" drop constraint "forecast_model_version_id_foreign";`);
    this.addSql(`alter table "assignment" drop constraint "assignment_model_version_id_foreign";`);
    this.addSql(`alter table "anomaly" drop constraint "anomaly_model_version_id_foreign";`);
    this.addSql(`alter table "scoring_mark" drop constraint "scoring_mark_sensor_id_foreign";`);
    this.addSql(`alter table "scope_member" drop constraint "scope_member_sensor_id_foreign";`);
    this.addSql(`alter table "operator_label" drop constraint "operator_label_sensor_id_foreign";`);
    this.addSql(`alter table "forecast" drop constraint "forecast_sensor_id_foreign";`);
    this.addSql(`alter table "dataset_version" drop constraint "dataset_version_sensor_id_foreign";`);
    this.addSql(`alter table "assignment" drop constraint "assignment_sensor_id_foreign";`);
    this.addSql(`alter table "anomaly" drop constraint "anomaly_sensor_id_foreign";`);
    this.addSql(`alter table "sensor_input" drop constraint "sensor_input_sensor_id_foreign";`);
    this.addSql(`alter table "sensor_input" drop constraint "sensor_input_input_id_foreign";`);
    this.addSql(`alter table "setting" drop constraint "setting_sensor_id_foreign";`);
    this.addSql(`alter table "anomaly_revision" drop constraint "anomaly_revision_anomaly_id_foreign";`);

    this.addSql(`drop table if exists "equipment" cascade;`);
    this.addSql(`drop table if exists "event" cascade;`);
    this.addSql(`drop table if exists "job" cascade;`);
    this.addSql(`drop table if exists "registered_model" cascade;`);
    this.addSql(`drop table if exists "model_version" cascade;`);
    this.addSql(`drop table if exists "sensor" cascade;`);
    this.addSql(`drop table if exists "scoring_mark" cascade;`);
    this.addSql(`drop table if exists "scope_member" cascade;`);
    this.addSql(`drop table if exists "operator_label" cascade;`);
    this.addSql(`drop table if exists "forecast" cascade;`);
    this.addSql(`drop table if exists "dataset_version" cascade;`);
    this.addSql(`drop table if exists "assignment" cascade;`);
    this.addSql(`drop table if exists "anomaly" cascade;`);
    this.addSql(`drop table if exists "anomaly_revision" cascade;`);
    this.addSql(`drop table if exists "sensor_input" cascade;`);
    this.addSql(`drop table if exists "setting" cascade;`);
  }

}
