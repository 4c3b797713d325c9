import { Migration } from '@mikro-orm/migrations';

export class Migration20261124001142_initial extends Migration {

  override name = 'Migration20261124001142_initial';

  override up(): void | Promise<void> {
    this.addSql(`create table \`equipment\` (\`id\` integer not null primary key autoincrement, \`tag\` text not null, \`name\` text not null, \`kind\` text not null, \`parent_id\` integer null, \`path\` text not null, \`equipment_class\` text null, \`criticality\` text not null, \`location\` text null, \`description\` text not null default '', \`created_at_ms\` bigint not null, \`retired_at_ms\` bigint null, constraint \`equipment_parent_id_foreign\` foreign key (\`parent_id\`) references \`equipment\` (\`id\`) on delete set null);`);
    this.addSql(`create unique index \`equipment_tag_unique\` on \`equipment\` (\`tag\`);`);
    this.addSql(`create index \`equipment_parent_id_index\` on \`equipment\` (\`parent_id\`);`);
    this.addSql(`create index \`equipment_path_index\` on \`equipment\` (\`path\`);`);

    this.addSql(`create table \`event\` (\`id\` integer not null primary key autoincrement, \`type\` text not null, \`sensor_id\` integer null, \`equipment_path\` text null, \`severity\` text null, \`time_ms\` bigint not null, \`recorded_at_ms\` bigint not null, \`payload\` text not null);`);
    this.addSql(`create index \`event_recorded_at_ms_index\` on \`event\` (\`recorded_at_ms\`);`);

    this.addSql(`create table \`job\` (\`id\` integer not null primary key autoincrement, \`kind\` text not null, \`sensor_id\` integer null, \`request\` text not null, \`status\` text not null, \`progress\` double precision not null default 0, \`stage\` text not null default '', \`attempt\` integer not null default 0, \`lease_owner\` text null, \`lease_until_ms\` bigint null, \`cancel_requested_at_ms\` bigint null, \`error_code\` text null, \`error_message\` text null, \`error_remedy\` text null, \`result\` text null, \`requested_by\` text not null, \`created_at_ms\` bigint not null, \`started_at_ms\` bigint null, \`finished_at_ms\` bigint null);`);
    this.addSql(`create index \`job_sensor_id_index\` on \`job\` (\`sensor_id\`);`);
    this.addSql(`create index \`job_status_id_index\` on \`job\` (\`status\`, \`id\`);`);

    this.addSql(`create table \`registered_model\` (\`id\` integer not null primary key autoincrement, \`name\` text not null, \`task\` text not null, \`description\` text not null default '', \`created_at_ms\` bigint not null);`);
    this.addSql(`create unique index \`registered_model_name_unique\` on \`registered_model\` (\`name\`);`);

    this.addSql(`create table \`model_version\` (\`id\` integer not null primary key autoincrement, \`registered_model_id\` integer not null, \`version\` integer not null, \`scope_kind\` text not null, \`scope_name\` text not null, \`family\` text not null, \`config\` text not null, \`seed\` integer not null, \`metrics\` text not null, \`baseline_metrics\` text not null, \`dataset_version_id\` integer not null, \`training_job_id\` integer not null, \`artifact_sha256\` text not null, \`artifact_bytes\` integer not null, \`created_at_ms\` bigint not null, constraint \`model_version_registered_model_id_foreign\` foreign key (\`registered_model_id\`) references \`registered_model\` (\`id\`));`);
    this.addSql(`create index \`model_version_registered_model_id_index\` on \`model_version\` (\`registered_model_id\`);`);
    this.addSql(`create index \`model_version_dataset_version_id_index\` on \`model_version\` (\`dataset_version_id\`);`);
    this.addSql(`create unique index \`model_version_training_job_id_unique\` on \`model_version\` (\`training_job_id\`);`);
    this.addSql(`create unique index \`model_version_registered_model_id_version_unique\` on \`model_version\` (\`registered_model_id\`, \`version\`);`);

    this.addSql(`create table \`sensor\` (\`id\` integer not null primary key autoincrement, \`tag\` text not null, \`name\` text not null, \`description\` text not null default '', \`equipment_id\` integer not null, \`quantity\` text not null, \`unit\` text not null, \`kind\` text not null, \`sampling_period_ms\` bigint not null, \`normal_low\` double precision null, \`normal_high\` double precision null, \`limit_low_low\` double precision null, \`limit_low\` double precision null, \`limit_high\` double precision null, \`limit_high_high\` double precision null, \`created_at_ms\` bigint not null, \`retired_at_ms\` bigint null, constraint \`sensor_equipment_id_foreign\` foreign key (\`equipment_id\`) references \`equipment\` (\`id\`));`);
    this.addSql(`create unique index \`sensor_tag_unique\` on \`sensor\` (\`tag\`);`);
    this.addSql(`create index \`sensor_equipment_id_index\` on \`sensor\` (\`equipment_id\`);`);

    this.addSql(`create table \`scoring_mark\` (\`sensor_id\` integer not null primary key, \`scored_through_ms\` bigint not null, \`assignment_id\` integer null, \`state\` blob null, \`episode\` text null, constraint \`scoring_mark_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`) on update cascade on delete cascade);`);
    this.addSql(`create index \`scoring_mark_sensor_id_index\` on \`scoring_mark\` (\`sensor_id\`);`);

    this.addSql(`create table \`scope_member\` (\`model_version_id\` integer not null, \`sensor_id\` integer not null, primary key (\`model_version_id\`, \`sensor_id\`), constraint \`scope_member_model_version_id_foreign\` foreign key (\`model_version_id\`) references \`model_version\` (\`id\`) on update cascade on delete cascade, constraint \`scope_member_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`) on update cascade on delete cascade);`);
    this.addSql(`create index \`scope_member_model_version_id_index\` on \`scope_member\` (\`model_version_id\`);`);
    this.addSql(`create index \`scope_member_sensor_id_index\` on \`scope_member\` (\`sensor_id\`);`);

    this.addSql(`create table \`operator_label\` (\`id\` integer not null primary key autoincrement, \`sensor_id\` integer not null, \`start_ms\` bigint not null, \`end_ms\` bigint not null, \`verdict\` text not null, \`anomaly_id\` integer null, \`note\` text not null default '', \`author\` text not null, \`created_at_ms\` bigint not null, constraint \`operator_label_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`));`);
    this.addSql(`create index \`operator_label_sensor_id_index\` on \`operator_label\` (\`sensor_id\`);`);
    this.addSql(`create index \`operator_label_anomaly_id_index\` on \`operator_label\` (\`anomaly_id\`);`);
    this.addSql(`create index \`operator_label_sensor_id_start_ms_index\` on \`operator_label\` (\`sensor_id\`, \`start_ms\`);`);

    this.addSql(`create table \`forecast\` (\`id\` integer not null primary key autoincrement, \`sensor_id\` integer not null, \`origin_ms\` bigint not null, \`step_ms\` bigint not null, \`horizon\` integer not null, \`request_key\` text not null, \`mode\` text not null, \`method\` text not null, \`model_version_id\` integer null, \`point\` text not null, \`bands\` text not null, \`issued_at_ms\` bigint not null, constraint \`forecast_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`), constraint \`forecast_model_version_id_foreign\` foreign key (\`model_version_id\`) references \`model_version\` (\`id\`) on delete set null);`);
    this.addSql(`create index \`forecast_sensor_id_index\` on \`forecast\` (\`sensor_id\`);`);
    this.addSql(`create index \`forecast_model_version_id_index\` on \`forecast\` (\`model_version_id\`);`);
    this.addSql(`create unique index \`forecast_sensor_id_origin_ms_request_key_unique\` on \`forecast\` (\`sensor_id\`, \`origin_ms\`, \`request_key\`);`);

    this.addSql(`create table \`dataset_version\` (\`id\` integer not null primary key autoincrement, \`sensor_id\` integer not null, \`from_ms\` bigint not null, \`to_ms\` bigint not null, \`sampling_period_ms\` bigint not null, \`sample_count\` integer not null, \`missing_count\` integer not null, \`train_count\` integer not null, \`input_sensor_ids\` text not null, \`sha256\` text not null, \`created_at_ms\` bigint not null, constraint \`dataset_version_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`));`);
    this.addSql(`create index \`dataset_version_sensor_id_index\` on \`dataset_version\` (\`sensor_id\`);`);

    this.addSql(`create table \`assignment\` (\`id\` integer not null primary key autoincrement, \`sensor_id\` integer not null, \`task\` text not null, \`sequence\` integer not null, \`model_version_id\` integer not null, \`action\` text not null, \`reason\` text not null default '', \`assigned_by\` text not null, \`from_ms\` bigint not null, constraint \`assignment_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`), constraint \`assignment_model_version_id_foreign\` foreign key (\`model_version_id\`) references \`model_version\` (\`id\`));`);
    this.addSql(`create index \`assignment_sensor_id_index\` on \`assignment\` (\`sensor_id\`);`);
    this.addSql(`create index \`assignment_model_version_id_index\` on \`assignment\` (\`model_version_id\`);`);
    this.addSql(`create unique index \`assignment_sensor_id_task_sequence_unique\` on \`assignment\` (\`sensor_id\`, \`task\`, \`sequence\`);`);

    this.addSql(`create table \`anomaly\` (\`id\` integer not null primary key autoincrement, \`sensor_id\` integer not null, \`open_key\` integer not null, \`status\` text not null, \`revision\` integer not null, \`start_ms\` bigint not null, \`end_ms\` bigint not null, \`peak_ms\` bigint not null, \`score\` double precision not null, \`threshold\` double precision not null, \`expected\` double precision not null, \`actual\` double precision null, \`severity\` text not null, \`confidence\` double precision not null, \`cause\` text not null, \`detection_mode\` text not null, \`model_version_id\` integer null, \`updated_at_ms\` bigint not null, constraint \`anomaly_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`), constraint \`anomaly_model_version_id_foreign\` foreign key (\`model_version_id\`) references \`model_version\` (\`id\`) on delete set null);`);
    this.addSql(`create index \`anomaly_sensor_id_index\` on \`anomaly\` (\`sensor_id\`);`);
    this.addSql(`create index \`anomaly_model_version_id_index\` on \`anomaly\` (\`model_version_id\`);`);
    this.addSql(`create index \`anomaly_sensor_id_start_ms_index\` on \`anomaly\` (\`sensor_id\`, \`start_ms\`);`);
    this.addSql(`create unique index \`anomaly_sensor_id_open_key_unique\` on \`anomaly\` (\`sensor_id\`, \`open_key\`);`);

    this.addSql(`create table \`anomaly_revision\` (\`anomaly_id\` integer not null, \`revision\` integer not null, \`change\` text not null, \`snapshot\` text not null, \`at_ms\` bigint not null, primary key (\`anomaly_id\`, \`revision\`), constraint \`anomaly_revision_anomaly_id_foreign\` foreign key (\`anomaly_id\`) references \`anomaly\` (\`id\`));`);
    this.addSql(`create index \`anomaly_revision_anomaly_id_index\` on \`anomaly_revision\` (\`anomaly_id\`);`);

    this.addSql(`create table \`sensor_input\` (\`sensor_id\` integer not null, \`position\` integer not null, \`input_id\` integer not null, primary key (\`sensor_id\`, \`position\`), constraint \`sensor_input_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`), constraint \`sensor_input_input_id_foreign\` foreign key (\`input_id\`) references \`sensor\` (\`id\`));`);
    this.addSql(`create index \`sensor_input_sensor_id_index\` on \`sensor_input\` (\`sensor_id\`);`);
    this.addSql(`create index \`sensor_input_input_id_index\` on \`sensor_input\` (\`input_id\`);`);

    this.addSql(`create table \`setting\` (\`id\` integer not null primary key autoincrement, \`sensor_id\` integer not null, \`kind\` text not null, \`value\` text not null, \`from_ms\` bigint not null, \`set_by\` text not null, constraint \`setting_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`));`);
    this.addSql(`create index \`setting_sensor_id_index\` on \`setting\` (\`sensor_id\`);`);
    this.addSql(`create index \`setting_sensor_id_kind_id_index\` on \`setting\` (\`sensor_id\`, \`kind\`, \`id\`);`);
  }

  override down(): void | Promise<void> {

    this.addSql(`drop table if exists \`equipment\`;`);
    this.addSql(`drop table if exists \`event\`;`);
    this.addSql(`drop table if exists \`job\`;`);
    this.addSql(`drop table if exists \`registered_model\`;`);
    this.addSql(`drop table if exists \`model_version\`;`);
    this.addSql(`drop table if exists \`sensor\`;`);
    this.addSql(`drop table if exists \`scoring_mark\`;`);
    this.addSql(`drop table if exists \`scope_member\`;`);
    this.addSql(`drop table if exists \`operator_label\`;`);
    this.addSql(`drop table if exists \`forecast\`;`);
    this.addSql(`drop table if exists \`dataset_version\`;`);
    this.addSql(`drop table if exists \`assignment\`;`);
    this.addSql(`drop table if exists \`anomaly\`;`);
    this.addSql(`drop table if exists \`anomaly_revision\`;`);
    this.addSql(`drop table if exists \`sensor_input\`;`);
    this.addSql(`drop table if exists \`setting\`;`);
  }

}
