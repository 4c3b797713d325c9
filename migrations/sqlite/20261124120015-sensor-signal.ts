import { Migration } from '@mikro-orm/migrations';

export class Migration20261124120015_sensor_signal extends Migration {

  override name = 'Migration20261124120015_sensor_signal';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`scoring_mark\` add column \`signal_state\` text null;`);
    this.addSql(`alter table \`scoring_mark\` add column \`signal\` text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table \`scoring_mark\` drop column \`signal_state\`;`);
    this.addSql(`alter table \`scoring_mark\` drop column \`signal\`;`);
  }

}
