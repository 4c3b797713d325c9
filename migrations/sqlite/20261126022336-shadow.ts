import { Migration } from '@mikro-orm/migrations';

export class Migration20261126022336_shadow extends Migration {

  override name = 'Migration20261126022336_shadow';

  override up(): void | Promise<void> {
    this.addSql(`create table \`shadow_run\` (\`id\` integer not null primary key autoincrement, \`sensor_id\` integer not null, \`running_key\` integer not null default 0, \`model_version_id\` integer not null, \`through_ms\` bigint not null, \`first_ms\` bigint null, \`readings\` integer not null default 0, \`state\` blob null, \`episode\` text null, \`started_by\` text not null, \`started_at_ms\` bigint not null, \`ended_at_ms\` bigint null, \`end_reason\` text null, \`message\` text null, constraint \`shadow_run_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`), constraint \`shadow_run_model_version_id_foreign\` foreign key (\`model_version_id\`) references \`model_version\` (\`id\`));`);
    this.addSql(`create index \`shadow_run_sensor_id_index\` on \`shadow_run\` (\`sensor_id\`);`);
    this.addSql(`create index \`shadow_run_running_key_index\` on \`shadow_run\` (\`running_key\`);`);
    this.addSql(`create index \`shadow_run_model_version_id_index\` on \`shadow_run\` (\`model_version_id\`);`);
    this.addSql(`create unique index \`shadow_run_sensor_id_running_key_unique\` on \`shadow_run\` (\`sensor_id\`, \`running_key\`);`);

    this.addSql(`create table \`shadow_anomaly\` (\`shadow_run_id\` integer not null, \`start_ms\` bigint not null, \`end_ms\` bigint not null, \`peak_ms\` bigint not null, \`score\` double precision not null, \`threshold\` double precision not null, primary key (\`shadow_run_id\`, \`start_ms\`), constraint \`shadow_anomaly_shadow_run_id_foreign\` foreign key (\`shadow_run_id\`) references \`shadow_run\` (\`id\`));`);
    this.addSql(`create index \`shadow_anomaly_shadow_run_id_index\` on \`shadow_anomaly\` (\`shadow_run_id\`);`);
  }

  override down(): void | Promise<void> {

    this.addSql(`drop table if exists \`shadow_run\`;`);
    this.addSql(`drop table if exists \`shadow_anomaly\`;`);
  }

}
