import { Migration } from '@mikro-orm/migrations';

export class Migration20261124014202_late_readings extends Migration {

  override name = 'Migration20261124014202_late_readings';

  override up(): void | Promise<void> {
    this.addSql(`create table "scoring_checkpoint" ("sensor_id" int not null, "through_ms" bigint not null, "assignment_id" int null, "state" bytea null, "episode" text not null, primary key ("sensor_id", "through_ms"));`);

    this.addSql(`alter table "scoring_mark" add "late_from_ms" bigint null, add "late_count" int not null default 0;`);

    this.addSql(`alter table "scoring_checkpoint" add constraint "scoring_checkpoint_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "scoring_checkpoint" cascade;`);

    this.addSql(`alter table "scoring_mark" drop column "late_from_ms", drop column "late_count";`);
  }

}
