import { Migration } from '@mikro-orm/migrations';

/** Written by hand: readings have a store of their own and no entity. */
export class Migration20261124001143_readings extends Migration {
  override name = 'Migration20261124001143_readings';

  override up(): void {
    this.addSql(`create table "reading" (
      "sensor_id" integer not null, "source_time_ms" bigint not null, "value" double precision, "quality" smallint not null,
      "historical" boolean not null, "received_time_ms" bigint not null,
      primary key ("sensor_id", "source_time_ms"));`);
  }

  override down(): void {
    this.addSql('drop table "reading";');
  }
}
