import { Migration } from '@mikro-orm/migrations';

export class Migration20261126004615_forecast_service extends Migration {

  override name = 'Migration20261126004615_forecast_service';

  override up(): void | Promise<void> {
    this.addSql(`create table \`forecast_schedule\` (\`sensor_id\` integer not null primary key, \`horizon\` integer not null, \`levels\` text not null, \`every_steps\` integer not null, \`due_ms\` bigint null, constraint \`forecast_schedule_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`) on update cascade on delete cascade);`);
    this.addSql(`create index \`forecast_schedule_sensor_id_index\` on \`forecast_schedule\` (\`sensor_id\`);`);

    this.addSql(`alter table \`forecast\` add column \`baseline\` text null;`);
    this.addSql(`alter table \`forecast\` add column \`baseline_method\` text null;`);
    this.addSql(`alter table \`forecast\` add column \`scale\` double precision null;`);
    this.addSql(`alter table \`forecast\` add column \`judged_through\` integer not null default 0;`);
    this.addSql(`alter table \`forecast\` add column \`judge_revision\` integer not null default 0;`);
    this.addSql(`alter table \`forecast\` add column \`judge_due_ms\` bigint null;`);
    this.addSql(`alter table \`forecast\` add column \`judged\` text null;`);
    this.addSql(`alter table \`forecast\` add column \`judged_at_ms\` bigint null;`);
    this.addSql(`create index \`forecast_issued_at_ms_index\` on \`forecast\` (\`issued_at_ms\`);`);
    this.addSql(`create index \`forecast_sensor_id_judge_due_ms_index\` on \`forecast\` (\`sensor_id\`, \`judge_due_ms\`);`);
    this.addSql(`create index \`forecast_model_version_id_origin_ms_index\` on \`forecast\` (\`model_version_id\`, \`origin_ms\`);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`forecast_schedule\`;`);

    this.addSql(`drop index \`forecast_issued_at_ms_index\`;`);
    this.addSql(`drop index \`forecast_sensor_id_judge_due_ms_index\`;`);
    this.addSql(`drop index \`forecast_model_version_id_origin_ms_index\`;`);
    this.addSql(`alter table \`forecast\` drop column \`baseline\`;`);
    this.addSql(`alter table \`forecast\` drop column \`baseline_method\`;`);
    this.addSql(`alter table \`forecast\` drop column \`scale\`;`);
    this.addSql(`alter table \`forecast\` drop column \`judged_through\`;`);
    this.addSql(`alter table \`forecast\` drop column \`judge_revision\`;`);
    this.addSql(`alter table \`forecast\` drop column \`judge_due_ms\`;`);
    this.addSql(`alter table \`forecast\` drop column \`judged\`;`);
    this.addSql(`alter table \`forecast\` drop column \`judged_at_ms\`;`);
  }

}
