import { Migration } from '@mikro-orm/migrations';

export class Migration20261124020043_sensor_leases extends Migration {

  override name = 'Migration20261124020043_sensor_leases';

  override up(): void | Promise<void> {
    this.addSql(`create table "scoring_partition" ("id" int not null, "owner" varchar(255) null, "lease_until_ms" bigint not null default '0', "epoch" int not null default 0, primary key ("id"));`);

    this.addSql(`create table "scoring_process" ("id" varchar(255) not null, "lease_until_ms" bigint not null, primary key ("id"));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "scoring_partition" cascade;`);
    this.addSql(`drop table if exists "scoring_process" cascade;`);
  }

}
