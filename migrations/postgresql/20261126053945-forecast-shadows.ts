import { Migration } from '@mikro-orm/migrations';

export class Migration20261126053945_forecast_shadows extends Migration {

  override name = 'Migration20261126053945_forecast_shadows';

  override up(): void | Promise<void> {
    this.addSql(`alter table "shadow_run" drop constraint "shadow_run_sensor_id_running_key_unique";`);
    this.addSql(`alter table "shadow_run" add "task" varchar(255) not null default 'DETECTION';`);
    this.addSql(`alter table "shadow_run" add constraint "shadow_run_sensor_id_task_running_key_unique" unique ("sensor_id", "task", "running_key");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "shadow_run" drop constraint "shadow_run_sensor_id_task_running_key_unique";`);
    this.addSql(`alter table "shadow_run" drop column "task";`);
    this.addSql(`alter table "shadow_run" add constraint "shadow_run_sensor_id_running_key_unique" unique ("sensor_id", "running_key");`);
  }

}
