import { Migration } from '@mikro-orm/migrations';

export class Migration20261126005919_late_heard extends Migration {

  override name = 'Migration20261126005919_late_heard';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`scoring_mark\` add column \`late_heard\` integer not null default false;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table \`scoring_mark\` drop column \`late_heard\`;`);
  }

}
