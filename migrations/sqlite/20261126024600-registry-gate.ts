import { Migration } from '@mikro-orm/migrations';

export class Migration20261126024600_registry_gate extends Migration {

  override name = 'Migration20261126024600_registry_gate';

  override up(): void | Promise<void> {
    this.addSql(`create table \`model_validation\` (\`id\` integer not null primary key autoincrement, \`job_id\` integer not null, \`model_version_id\` integer not null, \`sensor_id\` integer not null, \`task\` text not null, \`verdict\` text not null, \`problems\` text not null, \`evidence\` text not null, \`validated_at_ms\` bigint not null, constraint \`model_validation_model_version_id_foreign\` foreign key (\`model_version_id\`) references \`model_version\` (\`id\`), constraint \`model_validation_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`));`);
    this.addSql(`create index \`model_validation_model_version_id_index\` on \`model_validation\` (\`model_version_id\`);`);
    this.addSql(`create index \`model_validation_sensor_id_index\` on \`model_validation\` (\`sensor_id\`);`);
    this.addSql(`create index \`model_validation_job_id_id_index\` on \`model_validation\` (\`job_id\`, \`id\`);`);

    this.addSql(`create table \`model_fault\` (\`id\` integer not null primary key autoincrement, \`sensor_id\` integer not null, \`task\` text not null, \`assignment_id\` integer not null, \`model_version_id\` integer not null, \`stand_in_version_id\` integer null, \`code\` text not null, \`message\` text not null, \`at_ms\` bigint not null, constraint \`model_fault_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`), constraint \`model_fault_model_version_id_foreign\` foreign key (\`model_version_id\`) references \`model_version\` (\`id\`), constraint \`model_fault_stand_in_version_id_foreign\` foreign key (\`stand_in_version_id\`) references \`model_version\` (\`id\`) on delete set null);`);
    this.addSql(`create index \`model_fault_sensor_id_index\` on \`model_fault\` (\`sensor_id\`);`);
    this.addSql(`create index \`model_fault_model_version_id_index\` on \`model_fault\` (\`model_version_id\`);`);
    this.addSql(`create index \`model_fault_stand_in_version_id_index\` on \`model_fault\` (\`stand_in_version_id\`);`);
    this.addSql(`create index \`model_fault_sensor_id_task_id_index\` on \`model_fault\` (\`sensor_id\`, \`task\`, \`id\`);`);

    this.addSql(`create table \`model_alias\` (\`sensor_id\` integer not null, \`task\` text not null, \`alias\` text not null, \`model_version_id\` integer not null, \`set_by\` text not null, \`set_at_ms\` bigint not null, primary key (\`sensor_id\`, \`task\`, \`alias\`), constraint \`model_alias_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`), constraint \`model_alias_model_version_id_foreign\` foreign key (\`model_version_id\`) references \`model_version\` (\`id\`));`);
    this.addSql(`create index \`model_alias_sensor_id_index\` on \`model_alias\` (\`sensor_id\`);`);
    this.addSql(`create index \`model_alias_model_version_id_index\` on \`model_alias\` (\`model_version_id\`);`);

    this.addSql(`create table \`gate_decision\` (\`id\` integer not null primary key autoincrement, \`model_version_id\` integer not null, \`champion_version_id\` integer null, \`sensor_id\` integer not null, \`task\` text not null, \`outcome\` text not null, \`reasons\` text not null, \`evidence\` text not null, \`override_reason\` text null, \`decided_by\` text not null, \`decided_at_ms\` bigint not null, constraint \`gate_decision_model_version_id_foreign\` foreign key (\`model_version_id\`) references \`model_version\` (\`id\`), constraint \`gate_decision_champion_version_id_foreign\` foreign key (\`champion_version_id\`) references \`model_version\` (\`id\`) on delete set null, constraint \`gate_decision_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`));`);
    this.addSql(`create index \`gate_decision_model_version_id_index\` on \`gate_decision\` (\`model_version_id\`);`);
    this.addSql(`create index \`gate_decision_champion_version_id_index\` on \`gate_decision\` (\`champion_version_id\`);`);
    this.addSql(`create index \`gate_decision_sensor_id_index\` on \`gate_decision\` (\`sensor_id\`);`);
    this.addSql(`create index \`gate_decision_sensor_id_id_index\` on \`gate_decision\` (\`sensor_id\`, \`id\`);`);

    this.addSql(`create table \`shadow_run\` (\`id\` integer not null primary key autoincrement, \`sensor_id\` integer not null, \`running_key\` integer not null default 0, \`model_version_id\` integer not null, \`through_ms\` bigint not null, \`first_ms\` bigint null, \`readings\` integer not null default 0, \`state\` blob null, \`episode\` text null, \`started_by\` text not null, \`started_at_ms\` bigint not null, \`ended_at_ms\` bigint null, \`end_reason\` text null, \`message\` text null, constraint \`shadow_run_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`), constraint \`shadow_run_model_version_id_foreign\` foreign key (\`model_version_id\`) references \`model_version\` (\`id\`));`);
    this.addSql(`create index \`shadow_run_sensor_id_index\` on \`shadow_run\` (\`sensor_id\`);`);
    this.addSql(`create index \`shadow_run_running_key_index\` on \`shadow_run\` (\`running_key\`);`);
    this.addSql(`create index \`shadow_run_model_version_id_index\` on \`shadow_run\` (\`model_version_id\`);`);
    this.addSql(`create unique index \`shadow_run_sensor_id_running_key_unique\` on \`shadow_run\` (\`sensor_id\`, \`running_key\`);`);

    this.addSql(`create table \`shadow_anomaly\` (\`shadow_run_id\` integer not null, \`start_ms\` bigint not null, \`end_ms\` bigint not null, \`peak_ms\` bigint not null, \`score\` double precision not null, \`threshold\` double precision not null, primary key (\`shadow_run_id\`, \`start_ms\`), constraint \`shadow_anomaly_shadow_run_id_foreign\` foreign key (\`shadow_run_id\`) references \`shadow_run\` (\`id\`));`);
    this.addSql(`create index \`shadow_anomaly_shadow_run_id_index\` on \`shadow_anomaly\` (\`shadow_run_id\`);`);

    this.addSql(`create table \`performance_weights\` (\`id\` integer not null primary key autoincrement, \`weights\` text not null, \`set_by\` text not null, \`from_ms\` bigint not null);`);

    this.addSql(`alter table \`model_version\` add column \`archived_at_ms\` bigint null;`);
    this.addSql(`alter table \`model_version\` add column \`archived_by\` text null;`);
    this.addSql(`alter table \`model_version\` add column \`deleted_at_ms\` bigint null;`);
    this.addSql(`alter table \`model_version\` add column \`deleted_by\` text null;`);
    this.addSql(`alter table \`model_version\` add column \`weights_removed_at_ms\` bigint null;`);
  }

  override down(): void | Promise<void> {

    this.addSql(`drop table if exists \`model_validation\`;`);
    this.addSql(`drop table if exists \`model_fault\`;`);
    this.addSql(`drop table if exists \`model_alias\`;`);
    this.addSql(`drop table if exists \`gate_decision\`;`);
    this.addSql(`drop table if exists \`shadow_run\`;`);
    this.addSql(`drop table if exists \`shadow_anomaly\`;`);
    this.addSql(`drop table if exists \`performance_weights\`;`);

    this.addSql(`alter table \`model_version\` drop column \`archived_at_ms\`;`);
    this.addSql(`alter table \`model_version\` drop column \`archived_by\`;`);
    this.addSql(`alter table \`model_version\` drop column \`deleted_at_ms\`;`);
    this.addSql(`alter table \`model_version\` drop column \`deleted_by\`;`);
    this.addSql(`alter table \`model_version\` drop column \`weights_removed_at_ms\`;`);
  }

}
