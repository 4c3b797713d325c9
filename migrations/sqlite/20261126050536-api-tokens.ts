import { Migration } from '@mikro-orm/migrations';

export class Migration20261126050536_api_tokens extends Migration {

  override name = 'Migration20261126050536_api_tokens';

  override up(): void | Promise<void> {
    this.addSql(`create table \`api_token\` (\`id\` integer not null primary key autoincrement, \`name\` text not null, \`role\` text not null, \`equipment_id\` integer null, \`sha256\` text not null, \`previous_sha256\` text null, \`previous_until_ms\` bigint null, \`created_by\` text not null, \`created_at_ms\` bigint not null, \`expires_at_ms\` bigint null, \`rotated_at_ms\` bigint null, \`last_used_at_ms\` bigint null, \`revoked_by\` text null, \`revoked_at_ms\` bigint null, constraint \`api_token_equipment_id_foreign\` foreign key (\`equipment_id\`) references \`equipment\` (\`id\`) on delete no action);`);
    this.addSql(`create unique index \`api_token_name_unique\` on \`api_token\` (\`name\`);`);
    this.addSql(`create index \`api_token_equipment_id_index\` on \`api_token\` (\`equipment_id\`);`);
    this.addSql(`create unique index \`api_token_sha256_unique\` on \`api_token\` (\`sha256\`);`);
    this.addSql(`create unique index \`api_token_previous_sha256_unique\` on \`api_token\` (\`previous_sha256\`);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`api_token\`;`);
  }

}
