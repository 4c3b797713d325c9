import { Migration } from '@mikro-orm/migrations';

export class Migration20261126022954_dataset_lineage extends Migration {

  override name = 'Migration20261126022954_dataset_lineage';

  override up(): void | Promise<void> {
    this.addSql(`create table "dataset_origin" ("dataset_version_id" int not null, "readings" int not null, "blocks" bytea not null, "labels" varchar(255) not null, "labelled_samples" int not null, "inputs" text not null, primary key ("dataset_version_id"));`);

    this.addSql(`alter table "dataset_version" add "validation_count" int not null default 0, add "gap_count" int not null default 0, add "quality" text null;`);

    this.addSql(`alter table "dataset_origin" add constraint "dataset_origin_dataset_version_id_foreign" foreign key ("dataset_version_id") references "dataset_version" ("id") on update cascade on delete cascade;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "dataset_origin" cascade;`);

    this.addSql(`alter table "dataset_version" drop column "validation_count", drop column "gap_count", drop column "quality";`);
  }

}
