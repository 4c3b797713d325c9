import { Migration } from '@mikro-orm/migrations';

export class Migration20261126004420_training_jobs extends Migration {

  override name = 'Migration20261126004420_training_jobs';

  override up(): void | Promise<void> {
    this.addSql(`create table "artifact_hold" ("id" serial primary key, "sha256" varchar(255) not null, "holder" varchar(255) not null, "created_at_ms" bigint not null);`);
    this.addSql(`create index "artifact_hold_sha256_index" on "artifact_hold" ("sha256");`);

    this.addSql(`create table "job_line" ("id" serial primary key, "job_id" int not null, "attempt" int not null, "time_ms" bigint not null, "text" text not null);`);
    this.addSql(`create index "job_line_job_id_id_index" on "job_line" ("job_id", "id");`);

    this.addSql(`create table "job_worker" ("id" varchar(255) not null, "slots" int not null, "alive_until_ms" bigint not null, primary key ("id"));`);

    this.addSql(`create table "retraining_policy" ("id" serial primary key, "task" varchar(255) not null, "version" int not null, "rules" text not null, "from_ms" bigint not null, "set_by" varchar(255) not null);`);
    this.addSql(`alter table "retraining_policy" add constraint "retraining_policy_task_version_unique" unique ("task", "version");`);

    this.addSql(`alter table "job" add "topic" varchar(255) null, add "workload" varchar(255) null, add "pending_key" varchar(255) null, add "origin" varchar(255) not null default 'REQUEST', add "priority" int not null default 0, add "batch" varchar(255) null, add "batch_limit" int null, add "not_before_ms" bigint not null default '0', add "attempt_at_ms" bigint null, add "expected_ms" bigint null;`);
    this.addSql(`alter table "job" add constraint "job_pending_key_unique" unique ("pending_key");`);
    this.addSql(`create index "job_batch_index" on "job" ("batch");`);
    this.addSql(`create index "job_kind_workload_id_index" on "job" ("kind", "workload", "id");`);
    this.addSql(`update "job" set "topic" = "request"::json->>'task', "workload" = "request"::json->>'family', "attempt_at_ms" = case when "attempt" = 1 then "started_at_ms" end where "kind" = 'TRAIN';`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "artifact_hold" cascade;`);
    this.addSql(`drop table if exists "job_line" cascade;`);
    this.addSql(`drop table if exists "job_worker" cascade;`);
    this.addSql(`drop table if exists "retraining_policy" cascade;`);

    this.addSql(`alter table "job" drop constraint "job_pending_key_unique";`);
    this.addSql(`drop index "job_batch_index";`);
    this.addSql(`drop index "job_kind_workload_id_index";`);
    this.addSql(`alter table "job" drop column "topic", drop column "workload", drop column "pending_key", drop column "origin", drop column "priority", drop column "batch", drop column "batch_limit", drop column "not_before_ms", drop column "attempt_at_ms", drop column "expected_ms";`);
  }

}
