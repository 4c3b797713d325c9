import { Migration } from '@mikro-orm/migrations';

export class Migration20261126022624_forecast_risk extends Migration {

  override name = 'Migration20261126022624_forecast_risk';

  override up(): void | Promise<void> {
    this.addSql(`create table \`forecast_recalibration\` (\`sensor_id\` integer not null, \`reach\` integer not null, \`model_version_id\` integer not null, \`state\` blob not null, primary key (\`sensor_id\`, \`reach\`), constraint \`forecast_recalibration_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`) on delete cascade, constraint \`forecast_recalibration_model_version_id_foreign\` foreign key (\`model_version_id\`) references \`model_version\` (\`id\`) on delete cascade);`);
    this.addSql(`create index \`forecast_recalibration_sensor_id_index\` on \`forecast_recalibration\` (\`sensor_id\`);`);
    this.addSql(`create index \`forecast_recalibration_model_version_id_index\` on \`forecast_recalibration\` (\`model_version_id\`);`);

    this.addSql(`create table \`forecast_tracker\` (\`sensor_id\` integer not null primary key, \`model_version_id\` integer not null, \`followed_ms\` bigint not null, \`revision\` integer not null, \`state\` blob null, constraint \`forecast_tracker_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`) on update cascade on delete cascade, constraint \`forecast_tracker_model_version_id_foreign\` foreign key (\`model_version_id\`) references \`model_version\` (\`id\`) on delete cascade);`);
    this.addSql(`create index \`forecast_tracker_sensor_id_index\` on \`forecast_tracker\` (\`sensor_id\`);`);
    this.addSql(`create index \`forecast_tracker_model_version_id_index\` on \`forecast_tracker\` (\`model_version_id\`);`);

    this.addSql(`alter table \`forecast\` add column \`risk\` text null;`);
    this.addSql(`alter table \`forecast\` add column \`risk_probability\` double precision null;`);
    this.addSql(`create index \`forecast_risk_probability_id_index\` on \`forecast\` (\`risk_probability\`, \`id\`);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`forecast_recalibration\`;`);
    this.addSql(`drop table if exists \`forecast_tracker\`;`);

    this.addSql(`drop index \`forecast_risk_probability_id_index\`;`);
    this.addSql(`alter table \`forecast\` drop column \`risk\`;`);
    this.addSql(`alter table \`forecast\` drop column \`risk_probability\`;`);
  }

}
