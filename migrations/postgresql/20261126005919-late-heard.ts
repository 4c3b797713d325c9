import { Migration } from '@mikro-orm/migrations';

export class Migration20261126005919_late_heard extends Migration {

  override name = 'Migration20261126005919_late_heard';

  override up(): void | Promise<void> {
    this.addSql(`alter table "scoring_mark" add "late_heard" boolean not null default false;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "scoring_mark" drop column "late_heard";`);
  }

}
