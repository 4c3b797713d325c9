import { Migration } from '@mikro-orm/migrations';

export class Migration20261126024600_registry_gate extends Migration {

  override name = 'Migration20261126024600_registry_gate';

  override up(): void | Promise<void> {
    this.addSql(`create table "model_validation" ("id" serial primary key, "job_id" int not null, "model_version_id" int not null, "sensor_id" int not null, "task" varchar(255) not null, "verdict" varchar(255) not null, "problems" text not null, "evidence" text not null, "validated_at_ms" bigint not null);`);
    this.addSql(`create index "model_validation_model_version_id_index" on "model_validation" ("model_version_id");`);
    this.addSql(`create index "model_validation_sensor_id_index" on "model_validation" ("sensor_id");`);
    this.addSql(`create index "model_validation_job_id_id_index" on "model_validation" ("job_id", "id");`);

    this.addSql(`create table "model_fault" ("id" serial primary key, "sensor_id" int not null, "task" varchar(255) not null, "assignment_id" int not null, "model_version_id" int not null, "stand_in_version_id" int null, "code" varchar(255) not null, "message" text not null, "at_ms" bigint not null);`);
    this.addSql(`create index "model_fault_model_version_id_index" on "model_fault" ("model_version_id");`);
    this.addSql(`create index "model_fault_stand_in_version_id_index" on "model_fault" ("stand_in_version_id");`);
    this.addSql(`create index "model_fault_sensor_id_task_id_index" on "model_fault" ("sensor_id", "task", "id");`);

    this.addSql(`create table "model_alias" ("sensor_id" int not null, "task" varchar(255) not null, "alias" varchar(255) not null, "model_version_id" int not null, "set_by" varchar(255) not null, "set_at_ms" bigint not null, primary key ("sensor_id", "task", "alias"));`);
    this.addSql(`create index "model_alias_model_version_id_index" on "model_alias" ("model_version_id");`);

    this.addSql(`create table "gate_decision" ("id" serial primary key, "model_version_id" int not null, "champion_version_id" int null, "sensor_id" int not null, "task" varchar(255) not null, "outcome" varchar(255) not null, "reasons" text not null, "evidence" text not null, "override_reason" text null, "decided_by" varchar(255) not null, "decided_at_ms" bigint not null);`);
    this.addSql(`create index "gate_decision_model_version_id_index" on "gate_decision" ("model_version_id");`);
    this.addSql(`create index "gate_decision_champion_version_id_index" on "gate_decision" ("champion_version_id");`);
    this.addSql(`create index "gate_decision_sensor_id_id_index" on "gate_decision" ("sensor_id", "id");`);

    this.addSql(`create table "shadow_run" ("id" serial primary key, "sensor_id" int not null, "running_key" int not null default 0, "model_version_id" int not null, "through_ms" bigint not null, "first_ms" bigint null, "readings" int not null default 0, "state" bytea null, "episode" text null, "started_by" varchar(255) not null, "started_at_ms" bigint not null, "ended_at_ms" bigint null, "end_reason" varchar(255) null, "message" text null);`);
    this.addSql(`create index "shadow_run_running_key_index" on "shadow_run" ("running_key");`);
    this.addSql(`create index "shadow_run_model_version_id_index" on "shadow_run" ("model_version_id");`);
    this.addSql(`alter table "shadow_run" add constraint "shadow_run_sensor_id_running_key_unique" unique ("sensor_id", "running_key");`);

    this.addSql(`create table "shadow_anomaly" ("shadow_run_id" int not null, "start_ms" bigint not null, "end_ms" bigint not null, "peak_ms" bigint not null, "score" double precision not null, "threshold" double precision not null, primary key ("shadow_run_id", "start_ms"));`);

    this.addSql(`create table "performance_weights" ("id" serial primary key, "weights" text not null, "set_by" varchar(255) not null, "from_ms" bigint not null);`);

    this.addSql(`alter table "model_version" add "archived_at_ms" bigint null, add "archived_by" varchar(255) null, add "deleted_at_ms" bigint null, add "deleted_by" varchar(255) null, add "weights_removed_at_ms" bigint null;`);

    this.addSql(`alter table "model_validation" add constraint "model_validation_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id");`);
    this.addSql(`alter table "model_validation" add constraint "model_validation_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);

    this.addSql(`alter table "model_fault" add constraint "model_fault_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);
    this.addSql(`alter table "model_fault" add constraint "model_fault_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id");`);
    this.addSql(`alter table "model_fault" add constraint "model_fault_stand_in_version_id_foreign" foreign key ("stand_in_version_id") references "model_version" ("id") on delete set null;`);

    this.addSql(`alter table "model_alias" add constraint "model_alias_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);
    this.addSql(`alter table "model_alias" add constraint "model_alias_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id");`);

    this.addSql(`alter table "gate_decision" add constraint "gate_decision_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id");`);
    this.addSql(`alter table "gate_decision" add constraint "gate_decision_champion_version_id_foreign" foreign key ("champion_version_id") references "model_version" ("id") on delete set null;`);
    this.addSql(`alter table "gate_decision" add constraint "gate_decision_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);

    this.addSql(`alter table "shadow_run" add constraint "shadow_run_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);
    this.addSql(`alter table "shadow_run" add constraint "shadow_run_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id");`);

    this.addSql(`alter table "shadow_anomaly" add constraint "shadow_anomaly_shadow_run_id_foreign" foreign key ("shadow_run_id") references "shadow_run" ("id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "shadow_anomaly" drop constraint "shadow_anomaly_shadow_run_id_foreign";`);

    this.addSql(`drop table if exists "model_validation" cascade;`);
    this.addSql(`drop table if exists "model_fault" cascade;`);
    this.addSql(`drop table if exists "model_alias" cascade;`);
    this.addSql(`drop table if exists "gate_decision" cascade;`);
    this.addSql(`drop table if exists "shadow_run" cascade;`);
    this.addSql(`drop table if exists "shadow_anomaly" cascade;`);
    this.addSql(`drop table if exists "performance_weights" cascade;`);

    this.addSql(`alter table "model_version" drop column "archived_at_ms", drop column "archived_by", drop column "deleted_at_ms", drop column "deleted_by", drop column "weights_removed_at_ms";`);
  }

}
