import { Migration } from '@mikro-orm/migrations';

export class Migration20261126052529_audit_log extends Migration {

  override name = 'Migration20261126052529_audit_log';

  override up(): void | Promise<void> {
    this.addSql(`create table \`audit_entry\` (\`id\` integer not null primary key autoincrement, \`at_ms\` bigint not null, \`actor\` text not null, \`credential\` text null, \`role\` text not null, \`field\` text not null, \`operation\` text null, \`request_id\` text null, \`subjects\` text not null, \`input\` text not null, \`changes\` text not null, \`outcome\` text not null);`);
    this.addSql(`create index \`audit_entry_at_ms_index\` on \`audit_entry\` (\`at_ms\`);`);
    this.addSql(`create index \`audit_entry_actor_index\` on \`audit_entry\` (\`actor\`);`);
    this.addSql(`create index \`audit_entry_field_index\` on \`audit_entry\` (\`field\`);`);

    this.addSql(`create table \`audit_subject\` (\`subject\` text not null, \`entry_id\` integer not null, primary key (\`subject\`, \`entry_id\`), constraint \`audit_subject_entry_id_foreign\` foreign key (\`entry_id\`) references \`audit_entry\` (\`id\`) on delete cascade);`);
    this.addSql(`create index \`audit_subject_entry_id_index\` on \`audit_subject\` (\`entry_id\`);`);

    this.addSql(`create trigger \`audit_entry_refuses_update\` before update on \`audit_entry\` begin select raise(abort, 'audit_entry is append-only'); end;`);
  }

  override down(): void | Promise<void> {

    this.addSql(`drop table if exists \`audit_entry\`;`);
    this.addSql(`drop table if exists \`audit_subject\`;`);
  }

}
