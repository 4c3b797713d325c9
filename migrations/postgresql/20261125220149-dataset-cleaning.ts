import { Migration } from '@mikro-orm/migrations';

export class Migration20261125220149_dataset_cleaning extends Migration {

  override name = 'Migration20261125220149_dataset_cleaning';

  override up(): void | Promise<void> {
    this.addSql(`alter table "dataset_version" add "cleaning" text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "dataset_version" drop column "cleaning";`);
  }

}
