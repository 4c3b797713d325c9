import { Migration } from '@mikro-orm/migrations';

export class Migration20261124020043_sensor_leases extends Migration {

  override name = 'Migration20261124020043_sensor_leases';

  override up(): void | Promise<void> {
    this.addSql(`create table \`scoring_partition\` (\`id\` integer not null primary key, \`owner\` text null, \`lease_until_ms\` bigint not null default '0', \`epoch\` integer not null default 0);`);

    this.addSql(`create table \`scoring_process\` (\`id\` text not null primary key, \`lease_until_ms\` bigint not null);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`scoring_partition\`;`);
    this.addSql(`drop table if exists \`scoring_process\`;`);
  }

}
