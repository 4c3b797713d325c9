import { Migration } from '@mikro-orm/migrations';

export class Migration20261126050536_api_tokens extends Migration {

  override name = 'Migration20261126050536_api_tokens';

  override up(): void | Promise<void> {
    this.addSql(`create table "api_token" ("id" serial primary key, "name" varchar(255) not null, "role" varchar(255) not null, "equipment_id" int null, "sha256" varchar(255) not null, "previous_sha256" varchar(255) null, "previous_until_ms" bigint null, "created_by" varchar(255) not null, "created_at_ms" bigint not null, "expires_at_ms" bigint null, "rotated_at_ms" bigint null, "last_used_at_ms" bigint null, "revoked_by" varchar(255) null, "revoked_at_ms" bigint null);`);
    this.addSql(`alter table "api_token" add constraint "api_token_name_unique" unique ("name");`);
    this.addSql(`alter table "api_token" add constraint "api_token_sha256_unique" unique ("sha256");`);
    this.addSql(`alter table "api_token" add constraint "api_token_previous_sha256_unique" unique ("previous_sha256");`);

    this.addSql(`alter table "api_token" add constraint "api_token_equipment_id_foreign" foreign key ("equipment_id") references "equipment" ("id") on delete no action;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "api_token" cascade;`);
  }

}
