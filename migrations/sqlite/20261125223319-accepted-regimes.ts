import { Migration } from '@mikro-orm/migrations';

export class Migration20261125223319_accepted_regimes extends Migration {

  override name = 'Migration20261125223319_accepted_regimes';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`scoring_mark\` add column \`accepted_regimes\` integer not null default 0;`);
    this.addSql(`alter table \`scoring_mark\` add column \`forget_regimes\` integer not null default false;`);
    this.addSql(`alter table \`scoring_mark\` add column \`regimes_forgotten_ms\` bigint null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table \`scoring_mark\` drop column \`accepted_regimes\`;`);
    this.addSql(`alter table \`scoring_mark\` drop column \`forget_regimes\`;`);
    this.addSql(`alter table \`scoring_mark\` drop column \`regimes_forgotten_ms\`;`);
  }

}
