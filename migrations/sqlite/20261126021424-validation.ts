import { Migration } from '@mikro-orm/migrations';

export class Migration20261126021424_validation extends Migration {

  override name = 'Migration20261126021424_validation';

  override up(): void | Promise<void> {
    this.addSql(`create table \`model_validation\` (\`id\` integer not null primary key autoincrement, \`job_id\` integer not null, \`model_version_id\` integer not null, \`sensor_id\` integer not null, \`task\` text not null, \`verdict\` text not null, \`problems\` text not null, \`evidence\` text not null, \`validated_at_ms\` bigint not null, constraint \`model_validation_model_version_id_foreign\` foreign key (\`model_version_id\`) references \`model_version\` (\`id\`), constraint \`model_validation_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`));`);
    this.addSql(`create index \`model_validation_model_version_id_index\` on \`model_validation\` (\`model_version_id\`);`);
    this.addSql(`create index \`model_validation_sensor_id_index\` on \`model_validation\` (\`sensor_id\`);`);
    this.addSql(`create index \`model_validation_job_id_id_index\` on \`model_validation\` (\`job_id\`, \`id\`);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`model_validation\`;`);
  }

}
