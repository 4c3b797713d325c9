import { Migration } from '@mikro-orm/migrations';

export class Migration20261126021425_validation extends Migration {

  override name = 'Migration20261126021425_validation';

  override up(): void | Promise<void> {
    this.addSql(`create table "model_validation" ("id" serial primary key, "job_id" int not null, "model_version_id" int not null, "sensor_id" int not null, "task" varchar(255) not null, "verdict" varchar(255) not null, "problems" text not null, "evidence" text not null, "validated_at_ms" bigint not null);`);
    this.addSql(`create index "model_validation_model_version_id_index" on "model_validation" ("model_version_id");`);
    this.addSql(`create index "model_validation_sensor_id_index" on "model_validation" ("sensor_id");`);
    this.addSql(`create index "model_validation_job_id_id_index" on "model_validation" ("job_id", "id");`);

    this.addSql(`alter table "model_validation" add constraint "model_validation_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id");`);
    this.addSql(`alter table "model_validation" add constraint "model_validation_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "model_validation" cascade;`);
  }

}
