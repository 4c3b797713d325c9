import { Migration } from '@mikro-orm/migrations';

export class Migration20261126052648_model_retention_policy extends Migration {

  override name = 'Migration20261126052648_model_retention_policy';

  override up(): void | Promise<void> {
    this.addSql(`create table \`model_retention_policy\` (\`id\` integer not null primary key autoincrement, \`place\` integer not null, \`equipment_id\` integer null, \`version\` integer not null, \`rules\` text null, \`from_ms\` bigint not null, \`set_by\` text not null, constraint \`model_retention_policy_equipment_id_foreign\` foreign key (\`equipment_id\`) references \`equipment\` (\`id\`) on delete restrict);`);
    this.addSql(`create index \`model_retention_policy_equipment_id_index\` on \`model_retention_policy\` (\`equipment_id\`);`);
    this.addSql(`create unique index \`model_retention_policy_place_version_unique\` on \`model_retention_policy\` (\`place\`, \`version\`);`);

    this.addSql(`alter table \`model_version\` add column \`pinned_at_ms\` bigint null;`);
    this.addSql(`alter table \`model_version\` add column \`pinned_by\` text null;`);
    this.addSql(`alter table \`model_version\` add column \`pin_reason\` text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`model_retention_policy\`;`);

    this.addSql(`alter table \`model_version\` drop column \`pinned_at_ms\`;`);
    this.addSql(`alter table \`model_version\` drop column \`pinned_by\`;`);
    this.addSql(`alter table \`model_version\` drop column \`pin_reason\`;`);
  }

}
