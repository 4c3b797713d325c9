import { Migration } from '@mikro-orm/migrations';

export class Migration20261124125943_event_horizon extends Migration {

  override name = 'Migration20261124125943_event_horizon';

  override up(): void | Promise<void> {
    this.addSql(`create table \`event_horizon\` (\`id\` integer not null primary key, \`forgotten_through\` bigint not null);`);
    this.addSql(`insert into event_horizon (id, forgotten_through) select 1, min(id) - 1 from event having min(id) > 1;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`event_horizon\`;`);
  }

}
