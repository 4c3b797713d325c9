import { Migration } from '@mikro-orm/migrations';

export class Migration20261126051449_dataset_features extends Migration {

  override name = 'Migration20261126051449_dataset_features';

  override up(): void | Promise<void> {
    this.addSql(`alter table "dataset_version" add "features" text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "dataset_version" drop column "features";`);
  }

}
