import { Migration } from '@mikro-orm/migrations';

export class Migration20261124120015_sensor_signal extends Migration {

  override name = 'Migration20261124120015_sensor_signal';

  override up(): void | Promise<void> {
    this.addSql(`alter table "scoring_mark" add "signal_state" varchar(255) null, add "signal" text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "scoring_mark" drop column "signal_state", drop column "signal";`);
  }

}
