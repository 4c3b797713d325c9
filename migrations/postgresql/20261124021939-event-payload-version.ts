import { Migration } from '@mikro-orm/migrations';

export class Migration20261124021939_event_payload_version extends Migration {

  override name = 'Migration20261124021939_event_payload_version';

  override up(): void | Promise<void> {
    this.addSql(`alter table "event" add "payload_version" int not null default 1;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "event" drop column "payload_version";`);
  }

}
