import { Migration } from '@mikro-orm/migrations';

export class Migration20261126021207_flight_recorder extends Migration {

  override name = 'Migration20261126021207_flight_recorder';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`regime_state\` add column \`accepted\` integer null;`);
    this.addSql(`insert into \`setting\` (\`sensor_id\`, \`kind\`, \`value\`, \`from_ms\`, \`set_by\`)
      select s.\`id\`, 'INPUTS', '[' || group_concat(i.\`input_id\`, ',' order by i.\`position\`) || ']', s.\`created_at_ms\`, 'migration'
      from \`sensor\` s join \`sensor_input\` i on i.\`sensor_id\` = s.\`id\` group by s.\`id\`, s.\`created_at_ms\`;`);
    this.addSql(`create table \`rerun_state\` (\`sensor_id\` integer not null, \`sha256\` text not null, \`state\` blob not null, \`needed_at_ms\` bigint not null, primary key (\`sensor_id\`, \`sha256\`), constraint \`rerun_state_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`));`);
    this.addSql(`create index \`rerun_state_sensor_id_index\` on \`rerun_state\` (\`sensor_id\`);`);
    this.addSql(`create index \`rerun_state_needed_at_ms_index\` on \`rerun_state\` (\`needed_at_ms\`);`);

    this.addSql(`create table \`rerun_point\` (\`id\` integer not null primary key autoincrement, \`sensor_id\` integer not null, \`through_ms\` bigint not null, \`model_version_id\` integer null, \`state_sha256\` text not null, \`basis\` text not null, \`created_at_ms\` bigint not null, constraint \`rerun_point_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`));`);
    this.addSql(`create index \`rerun_point_sensor_id_index\` on \`rerun_point\` (\`sensor_id\`);`);
    this.addSql(`create index \`rerun_point_created_at_ms_index\` on \`rerun_point\` (\`created_at_ms\`);`);
    this.addSql(`create index \`rerun_point_sensor_id_id_index\` on \`rerun_point\` (\`sensor_id\`, \`id\`);`);
    this.addSql(`create index \`rerun_point_sensor_id_state_sha256_index\` on \`rerun_point\` (\`sensor_id\`, \`state_sha256\`);`);

    this.addSql(`alter table \`scoring_mark\` add column \`rerun_trail\` text null;`);

    this.addSql(`alter table \`anomaly_revision\` add column \`sha256\` text null;`);
    this.addSql(`alter table \`anomaly_revision\` add column \`rerun_point_id\` integer null;`);
    this.addSql(`alter table \`anomaly_revision\` add column \`through_ms\` bigint null;`);
    this.addSql(`alter table \`anomaly_revision\` add column \`readings\` integer null;`);
    this.addSql(`alter table \`anomaly_revision\` add column \`received_by_ms\` bigint null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`delete from \`setting\` where \`kind\` = 'INPUTS';`);
    this.addSql(`alter table \`regime_state\` drop column \`accepted\`;`);
    this.addSql(`drop table if exists \`rerun_state\`;`);
    this.addSql(`drop table if exists \`rerun_point\`;`);

    this.addSql(`alter table \`anomaly_revision\` drop column \`sha256\`;`);
    this.addSql(`alter table \`anomaly_revision\` drop column \`rerun_point_id\`;`);
    this.addSql(`alter table \`anomaly_revision\` drop column \`through_ms\`;`);
    this.addSql(`alter table \`anomaly_revision\` drop column \`readings\`;`);
    this.addSql(`alter table \`anomaly_revision\` drop column \`received_by_ms\`;`);

    this.addSql(`alter table \`scoring_mark\` drop column \`rerun_trail\`;`);
  }

}
