import { Migration } from '@mikro-orm/migrations';

export class Migration20261126014902_model_registry extends Migration {

  override name = 'Migration20261126014902_model_registry';

  override up(): void | Promise<void> {
    this.addSql(`create table \`model_fault\` (\`id\` integer not null primary key autoincrement, \`sensor_id\` integer not null, \`task\` text not null, \`assignment_id\` integer not null, \`model_version_id\` integer not null, \`stand_in_version_id\` integer null, \`code\` text not null, \`message\` text not null, \`at_ms\` bigint not null, constraint \`model_fault_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`), constraint \`model_fault_model_version_id_foreign\` foreign key (\`model_version_id\`) references \`model_version\` (\`id\`), constraint \`model_fault_stand_in_version_id_foreign\` foreign key (\`stand_in_version_id\`) references \`model_version\` (\`id\`) on delete set null);`);
    this.addSql(`create index \`model_fault_sensor_id_index\` on \`model_fault\` (\`sensor_id\`);`);
    this.addSql(`create index \`model_fault_model_version_id_index\` on \`model_fault\` (\`model_version_id\`);`);
    this.addSql(`create index \`model_fault_stand_in_version_id_index\` on \`model_fault\` (\`stand_in_version_id\`);`);
    this.addSql(`create index \`model_fault_sensor_id_task_id_index\` on \`model_fault\` (\`sensor_id\`, \`task\`, \`id\`);`);

    this.addSql(`create table \`model_alias\` (\`sensor_id\` integer not null, \`task\` text not null, \`alias\` text not null, \`model_version_id\` integer not null, \`set_by\` text not null, \`set_at_ms\` bigint not null, primary key (\`sensor_id\`, \`task\`, \`alias\`), constraint \`model_alias_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`), constraint \`model_alias_model_version_id_foreign\` foreign key (\`model_version_id\`) references \`model_version\` (\`id\`));`);
    this.addSql(`create index \`model_alias_sensor_id_index\` on \`model_alias\` (\`sensor_id\`);`);
    this.addSql(`create index \`model_alias_model_version_id_index\` on \`model_alias\` (\`model_version_id\`);`);

    this.addSql(`create table \`performance_weights\` (\`id\` integer not null primary key autoincrement, \`weights\` text not null, \`set_by\` text not null, \`from_ms\` bigint not null);`);

    this.addSql(`alter table \`model_version\` add column \`archived_at_ms\` bigint null;`);
    this.addSql(`alter table \`model_version\` add column \`archived_by\` text null;`);
    this.addSql(`alter table \`model_version\` add column \`deleted_at_ms\` bigint null;`);
    this.addSql(`alter table \`model_version\` add column \`deleted_by\` text null;`);
    this.addSql(`alter table \`model_version\` add column \`weights_removed_at_ms\` bigint null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`model_fault\`;`);
    this.addSql(`drop table if exists \`model_alias\`;`);
    this.addSql(`drop table if exists \`performance_weights\`;`);

    this.addSql(`alter table \`model_version\` drop column \`archived_at_ms\`;`);
    this.addSql(`alter table \`model_version\` drop column \`archived_by\`;`);
    this.addSql(`alter table \`model_version\` drop column \`deleted_at_ms\`;`);
    this.addSql(`alter table \`model_version\` drop column \`deleted_by\`;`);
    this.addSql(`alter table \`model_version\` drop column \`weights_removed_at_ms\`;`);
  }

}
