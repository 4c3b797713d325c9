import { Migration } from '@mikro-orm/migrations';

export class Migration20261126022953_dataset_lineage extends Migration {

  override name = 'Migration20261126022953_dataset_lineage';

  override up(): void | Promise<void> {
    this.addSql(`create table \`dataset_origin\` (\`dataset_version_id\` integer not null primary key, \`readings\` integer not null, \`blocks\` blob not null, \`labels\` text not null, \`labelled_samples\` integer not null, \`inputs\` text not null, constraint \`dataset_origin_dataset_version_id_foreign\` foreign key (\`dataset_version_id\`) references \`dataset_version\` (\`id\`) on update cascade on delete cascade);`);
    this.addSql(`create index \`dataset_origin_dataset_version_id_index\` on \`dataset_origin\` (\`dataset_version_id\`);`);

    this.addSql(`alter table \`dataset_version\` add column \`validation_count\` integer not null default 0;`);
    this.addSql(`alter table \`dataset_version\` add column \`gap_count\` integer not null default 0;`);
    this.addSql(`alter table \`dataset_version\` add column \`quality\` text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`dataset_origin\`;`);

    this.addSql(`alter table \`dataset_version\` drop column \`validation_count\`;`);
    this.addSql(`alter table \`dataset_version\` drop column \`gap_count\`;`);
    this.addSql(`alter table \`dataset_version\` drop column \`quality\`;`);
  }

}
