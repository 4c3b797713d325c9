import { Migration } from '@mikro-orm/migrations';

export class Migration20261126021207_flight_recorder extends Migration {

  override name = 'Migration20261126021207_flight_recorder';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`regime_state\` add column \`accepted\` integer null;`);
    this.addSql(`insert into \`setting\` (\`sensor_id\`, \`kind\`, \`value\`, \`from_ms\`, \`set_by\`)
      select s.\`id\`, 'INPUTS', '[' || group_concat(i.\`input_id\`, ',' order by i.\`position\`) || ']', s.\`created_at_ms\`, 'migration'
      from \`sensor\` s join \`sensor_input\` i on i.\`sensor_id\` = s.\`id\` group by s.\`id\`, s.\`created_at_ms\`;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`delete from \`setting\` where \`kind\` = 'INPUTS';`);
    this.addSql(`alter table \`regime_state\` drop column \`accepted\`;`);
  }

}
