import { Migration } from '@mikro-orm/migrations';

export class Migration20261126005453_regime_state extends Migration {

  override name = 'Migration20261126005453_regime_state';

  override up(): void | Promise<void> {
    this.addSql(`create table "regime_state" ("sensor_id" int not null, "through_ms" bigint not null, "model_version_id" int null, "state" bytea null, primary key ("sensor_id", "through_ms"));`);
    this.addSql(`create index "regime_state_model_version_id_index" on "regime_state" ("model_version_id");`);

    this.addSql(`alter table "regime_state" add constraint "regime_state_sensor_id_foreign" foreign key ("sensor_id") references "sensor" ("id");`);
    this.addSql(`alter table "regime_state" add constraint "regime_state_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id") on delete set null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "regime_state" cascade;`);
  }

}
