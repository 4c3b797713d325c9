import { Migration } from '@mikro-orm/migrations';

export class Migration20261124173535_job_detail extends Migration {

  override name = 'Migration20261124173535_job_detail';

  override up(): void | Promise<void> {
    this.addSql(`alter table "job" add "detail" text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "job" drop column "detail";`);
  }

}
