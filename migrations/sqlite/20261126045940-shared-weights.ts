import { Migration } from '@mikro-orm/migrations';

export class Migration20261126045940_shared_weights extends Migration {

  override name = 'Migration20261126045940_shared_weights';

  override up(): void | Promise<void> {
    this.addSql(`create table \`job_member\` (\`job_id\` integer not null, \`sensor_id\` integer not null, primary key (\`job_id\`, \`sensor_id\`), constraint \`job_member_job_id_foreign\` foreign key (\`job_id\`) references \`job\` (\`id\`) on delete cascade);`);
    this.addSql(`create index \`job_member_job_id_index\` on \`job_member\` (\`job_id\`);`);
    this.addSql(`create index \`job_member_sensor_id_index\` on \`job_member\` (\`sensor_id\`);`);

    this.addSql(`alter table \`scope_member\` add column \`dataset_version_id\` integer null;`);
    this.addSql(`alter table \`scope_member\` add column \`metrics\` text null;`);
    this.addSql(`alter table \`scope_member\` add column \`baseline_metrics\` text null;`);
    this.addSql(`create index \`scope_member_dataset_version_id_index\` on \`scope_member\` (\`dataset_version_id\`);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`job_member\`;`);

    this.addSql(`drop index \`scope_member_dataset_version_id_index\`;`);
    this.addSql(`alter table \`scope_member\` drop column \`dataset_version_id\`;`);
    this.addSql(`alter table \`scope_member\` drop column \`metrics\`;`);
    this.addSql(`alter table \`scope_member\` drop column \`baseline_metrics\`;`);
  }

}
