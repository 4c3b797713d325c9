import { Migration } from '@mikro-orm/migrations';

export class Migration20261126020307_gate extends Migration {

  override name = 'Migration20261126020307_gate';

  override up(): void | Promise<void> {
    this.addSql(`create table \`gate_decision\` (\`id\` integer not null primary key autoincrement, \`model_version_id\` integer not null, \`champion_version_id\` integer null, \`sensor_id\` integer not null, \`task\` text not null, \`outcome\` text not null, \`reasons\` text not null, \`evidence\` text not null, \`override_reason\` text null, \`decided_by\` text not null, \`decided_at_ms\` bigint not null, constraint \`gate_decision_model_version_id_foreign\` foreign key (\`model_version_id\`) references \`model_version\` (\`id\`), constraint \`gate_decision_champion_version_id_foreign\` foreign key (\`champion_version_id\`) references \`model_version\` (\`id\`) on delete set null, constraint \`gate_decision_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`));`);
    this.addSql(`create index \`gate_decision_model_version_id_index\` on \`gate_decision\` (\`model_version_id\`);`);
    this.addSql(`create index \`gate_decision_champion_version_id_index\` on \`gate_decision\` (\`champion_version_id\`);`);
    this.addSql(`create index \`gate_decision_sensor_id_index\` on \`gate_decision\` (\`sensor_id\`);`);
    this.addSql(`create index \`gate_decision_sensor_id_id_index\` on \`gate_decision\` (\`sensor_id\`, \`id\`);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`gate_decision\`;`);
  }

}
