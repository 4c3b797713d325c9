import { Migration } from '@mikro-orm/migrations';

export class Migration20261126091046_job_trace_parent extends Migration {

  override name = 'Migration20261126091046_job_trace_parent';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`job\` add column \`trace_parent\` text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table \`job\` drop column \`trace_parent\`;`);
  }

}
