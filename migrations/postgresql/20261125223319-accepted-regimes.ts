import { Migration } from '@mikro-orm/migrations';

export class Migration20261125223319_accepted_regimes extends Migration {

  override name = 'Migration20261125223319_accepted_regimes';

  override up(): void | Promise<void> {
    this.addSql(`alter table "scoring_mark" add "accepted_regimes" int not null default 0, add "forget_regimes" boolean not null default false, add "regimes_forgotten_ms" bigint null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "scoring_mark" drop column "accepted_regimes", drop column "forget_regimes", drop column "regimes_forgotten_ms";`);
  }

}
