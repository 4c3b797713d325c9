import { Migration } from '@mikro-orm/migrations';

/** Written by hand: the ORM cannot say `WITHOUT ROWID`, which keeps a sensor's readings together in time order. */
export class Migration20261124001143_readings extends Migration {
  override name = 'Migration20261124001143_readings';

  override up(): void {
    this.addSql(`create table "reading" (
      "sensor_id" integer not null, "source_time_ms" integer not null, "value" real, "quality" integer not null,
      "historical" integer not null, "received_time_ms" integer not null,
      primary key ("sensor_id", "source_time_ms")) without rowid;`);
  }

  override down(): void {
    this.addSql('drop table "reading";');
  }
}
