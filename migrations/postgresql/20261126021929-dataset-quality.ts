import { Migration } from '@mikro-orm/migrations';

export class Migration20261126021929_dataset_quality extends Migration {

  override name = 'Migration20261126021929_dataset_quality';

  override up(): void | Promise<void> {
    this.addSql(`alter table "dataset_version" add "quality" text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "dataset_version" drop column "quality";`);
  }

}
