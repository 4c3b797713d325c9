import { Migration } from '@mikro-orm/migrations';

export class Migration20261126004420_training_jobs extends Migration {

  override name = 'Migration20261126004420_training_jobs';

  override up(): void | Promise<void> {
    this.addSql(`create table \`artifact_hold\` (\`id\` integer not null primary key autoincrement, \`sha256\` text not null, \`holder\` text not null, \`created_at_ms\` bigint not null);`);
    this.addSql(`create index \`artifact_hold_sha256_index\` on \`artifact_hold\` (\`sha256\`);`);

    this.addSql(`create table \`job_line\` (\`id\` integer not null primary key autoincrement, \`job_id\` integer not null, \`attempt\` integer not null, \`time_ms\` bigint not null, \`text\` text not null);`);
    this.addSql(`create index \`job_line_job_id_id_index\` on \`job_line\` (\`job_id\`, \`id\`);`);

    this.addSql(`create table \`job_worker\` (\`id\` text not null primary key, \`slots\` integer not null, \`alive_until_ms\` bigint not null);`);

    this.addSql(`create table \`retraining_policy\` (\`id\` integer not null primary key autoincrement, \`task\` text not null, \`version\` integer not null, \`rules\` text not null, \`from_ms\` bigint not null, \`set_by\` text not null);`);
    this.addSql(`create unique index \`retraining_policy_task_version_unique\` on \`retraining_policy\` (\`task\`, \`version\`);`);

    this.addSql(`alter table \`job\` add column \`topic\` text null;`);
    this.addSql(`alter table \`job\` add column \`workload\` text null;`);
    this.addSql(`alter table \`job\` add column \`pending_key\` text null;`);
    this.addSql(`alter table \`job\` add column \`origin\` text not null default 'REQUEST';`);
    this.addSql(`alter table \`job\` add column \`priority\` integer not null default 0;`);
    this.addSql(`alter table \`job\` add column \`batch\` text null;`);
    this.addSql(`alter table \`job\` add column \`batch_limit\` integer null;`);
    this.addSql(`alter table \`job\` add column \`not_before_ms\` bigint not null default '0';`);
    this.addSql(`alter table \`job\` add column \`attempt_at_ms\` bigint null;`);
    this.addSql(`alter table \`job\` add column \`expected_ms\` bigint null;`);
    this.addSql(`create unique index \`job_pending_key_unique\` on \`job\` (\`pending_key\`);`);
    this.addSql(`create index \`job_batch_index\` on \`job\` (\`batch\`);`);
    this.addSql(`create index \`job_kind_workload_id_index\` on \`job\` (\`kind\`, \`workload\`, \`id\`);`);
    this.addSql(`update \`job\` set \`topic\` = json_extract(\`request\`, '\$.task'), \`workload\` = json_extract(\`request\`, '\$.family'), \`attempt_at_ms\` = case when \`attempt\` = 1 then \`started_at_ms\` end where \`kind\` = 'TRAIN';`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`artifact_hold\`;`);
    this.addSql(`drop table if exists \`job_line\`;`);
    this.addSql(`drop table if exists \`job_worker\`;`);
    this.addSql(`drop table if exists \`retraining_policy\`;`);

    this.addSql(`drop index \`job_pending_key_unique\`;`);
    this.addSql(`drop index \`job_batch_index\`;`);
    this.addSql(`drop index \`job_kind_workload_id_index\`;`);
    this.addSql(`alter table \`job\` drop column \`topic\`;`);
    this.addSql(`alter table \`job\` drop column \`workload\`;`);
    this.addSql(`alter table \`job\` drop column \`pending_key\`;`);
    this.addSql(`alter table \`job\` drop column \`origin\`;`);
    this.addSql(`alter table \`job\` drop column \`priority\`;`);
    this.addSql(`alter table \`job\` drop column \`batch\`;`);
    this.addSql(`alter table \`job\` drop column \`batch_limit\`;`);
    this.addSql(`alter table \`job\` drop column \`not_before_ms\`;`);
    this.addSql(`alter table \`job\` drop column \`attempt_at_ms\`;`);
    this.addSql(`alter table \`job\` drop column \`expected_ms\`;`);
  }

}
