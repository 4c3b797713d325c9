import { Migration } from '@mikro-orm/migrations';

export class Migration20261125210508_scoring_mark_inputs extends Migration {

  override name = 'Migration20261125210508_scoring_mark_inputs';

  override up(): void | Promise<void> {
    this.addSql(`alter table "scoring_mark" add "looks_at_inputs" boolean not null default false;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "scoring_mark" drop column "looks_at_inputs";`);
  }

}
