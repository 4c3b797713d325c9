import { Migration } from '@mikro-orm/migrations';

export class Migration20261124014202_late_readings extends Migration {

  override name = 'Migration20261124014202_late_readings';

  override up(): void | Promise<void> {
    this.addSql(`create table \`scoring_checkpoint\` (\`sensor_id\` integer not null, \`through_ms\` bigint not null, \`assignment_id\` integer null, \`state\` blob null, \`episode\` text not null, primary key (\`sensor_id\`, \`through_ms\`), constraint \`scoring_checkpoint_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`));`);
    this.addSql(`create index \`scoring_checkpoint_sensor_id_index\` on \`scoring_checkpoint\` (\`sensor_id\`);`);

    this.addSql(`alter table \`scoring_mark\` add column \`late_from_ms\` bigint null;`);
    this.addSql(`alter table \`scoring_mark\` add column \`late_count\` integer not null default 0;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`scoring_checkpoint\`;`);

    this.addSql(`alter table \`scoring_mark\` drop column \`late_from_ms\`;`);
    this.addSql(`alter table \`scoring_mark\` drop column \`late_count\`;`);
  }

}
