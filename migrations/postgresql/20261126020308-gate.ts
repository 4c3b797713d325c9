import { Migration } from '@mikro-orm/migrations';

export class Migration20261126020308_gate extends Migration {

  override name = 'Migration20261126020308_gate';

  override up(): void | Promise<void> {
    this.addSql(`create table "gate_decision" ("id" serial primary key, "model_version_id" int not null, "champion_version_id" int null, "sensor_id" int not null, "task" varchar(255) not null, "outcome" varchar(255) not null, "reasons" text not null, "evidence" text not null, "override_reason" text null, "decided_by" varchar(255) not null, "decided_at_ms" bigint not null);`);
    this.addSql(`create index "gate_decision_model_version_id_index" on "gate_decision" ("model_version_id");`);
    this.addSql(`create index "gate_decision_champion_version_id_index" on "gate_decision" ("champion_version_id");`);
    this.addSql(`create index "gate_decision_sensor_id_id_index" on "gate_decision" ("sensor_id", "id");`);

    this.addSql(`alter table "gate_decision" add constraint "gate_decision_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id");`);
    this.addSql(`alter table "gate_decision" add constraint "gate_decision_champion_version_id_foreign" foreign key ("champion_version_id") references "model_version" ("id") on delete set null;`);
    this.addSql(`alter table "gate_decision" add constraint "gate_decision_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "gate_decision" cascade;`);
  }

}
