import { Migration } from '@mikro-orm/migrations';

export class Migration20261126090336_job_requester extends Migration {

  override name = 'Migration20261126090336_job_requester';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`job\` add column \`requester\` text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table \`job\` drop column \`requester\`;`);
  }

}
