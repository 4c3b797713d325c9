import { Migration } from '@mikro-orm/migrations';

export class Migration20261126052529_audit_log extends Migration {

  override name = 'Migration20261126052529_audit_log';

  override up(): void | Promise<void> {
    this.addSql(`create table "audit_entry" ("id" serial primary key, "at_ms" bigint not null, "actor" varchar(255) not null, "credential" varchar(255) null, "role" varchar(255) not null, "field" varchar(255) not null, "operation" varchar(255) null, "request_id" varchar(255) null, "subjects" text not null, "input" text not null, "changes" text not null, "outcome" varchar(255) not null);`);
    this.addSql(`create index "audit_entry_at_ms_index" on "audit_entry" ("at_ms");`);
    this.addSql(`create index "audit_entry_actor_index" on "audit_entry" ("actor");`);
    this.addSql(`create index "audit_entry_field_index" on "audit_entry" ("field");`);

    this.addSql(`create table "audit_subject" ("subject" varchar(255) not null, "entry_id" int not null, primary key ("subject", "entry_id"));`);
    this.addSql(`create index "audit_subject_entry_id_index" on "audit_subject" ("entry_id");`);

    this.addSql(`alter table "audit_subject" add constraint "audit_subject_entry_id_foreign" foreign key ("entry_id") references "audit_entry" ("id") on delete cascade;`);

    this.addSql(`create function "audit_entry_refuses_update"() returns trigger language plpgsql as $$ begin raise exception 'audit_entry is append-only'; end $$;`);
    this.addSql(`create trigger "audit_entry_refuses_update" before update on "audit_entry" for each row execute function "audit_entry_refuses_update"();`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "audit_subject" drop constraint "audit_subject_entry_id_foreign";`);

    this.addSql(`drop table if exists "audit_entry" cascade;`);
    this.addSql(`drop table if exists "audit_subject" cascade;`);
    this.addSql(`drop function if exists "audit_entry_refuses_update"() cascade;`);
  }

}
