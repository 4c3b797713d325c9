import { Migration } from '@mikro-orm/migrations';

export class Migration20261125224356_detection_run extends Migration {

  override name = 'Migration20261125224356_detection_run';

  override up(): void | Promise<void> {
    this.addSql(`create table \`detection_run\` (\`id\` integer not null primary key autoincrement, \`job_id\` integer not null, \`sensor_id\` integer not null, \`model_version_id\` integer not null, \`from_ms\` bigint not null, \`to_ms\` bigint not null, \`sampling_period_ms\` bigint not null, \`sample_count\` integer not null, \`anomaly_count\` integer not null, \`flagged_count\` integer not null, \`cleaning\` text not null, \`requested_by\` text not null, \`created_at_ms\` bigint not null, constraint \`detection_run_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`), constraint \`detection_run_model_version_id_foreign\` foreign key (\`model_version_id\`) references \`model_version\` (\`id\`));`);
    this.addSql(`create unique index \`detection_run_job_id_unique\` on \`detection_run\` (\`job_id\`);`);
    this.addSql(`create index \`detection_run_sensor_id_index\` on \`detection_run\` (\`sensor_id\`);`);
    this.addSql(`create index \`detection_run_model_version_id_index\` on \`detection_run\` (\`model_version_id\`);`);

    this.addSql(`create table \`detection_run_anomaly\` (\`id\` integer not null primary key autoincrement, \`detection_run_id\` integer not null, \`start_ms\` bigint not null, \`end_ms\` bigint not null, \`peak_ms\` bigint not null, \`peak_score\` double precision not null, \`threshold\` double precision not null, constraint \`detection_run_anomaly_detection_run_id_foreign\` foreign key (\`detection_run_id\`) references \`detection_run\` (\`id\`));`);
    this.addSql(`create index \`detection_run_anomaly_detection_run_id_index\` on \`detection_run_anomaly\` (\`detection_run_id\`);`);
    this.addSql(`create index \`detection_run_anomaly_detection_run_id_start_ms_index\` on \`detection_run_anomaly\` (\`detection_run_id\`, \`start_ms\`);`);
  }

  override down(): void | Promise<void> {

    this.addSql(`drop table if exists \`detection_run\`;`);
    this.addSql(`drop table if exists \`detection_run_anomaly\`;`);
  }

}
