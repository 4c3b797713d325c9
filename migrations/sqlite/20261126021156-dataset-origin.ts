import { Migration } from '@mikro-orm/migrations';

export class Migration20261126021156_dataset_origin extends Migration {

  override name = 'Migration20261126021156_dataset_origin';

  override up(): void | Promise<void> {
    this.addSql(`create table \`dataset_origin\` (\`dataset_version_id\` integer not null primary key, \`readings\` integer not null, \`blocks\` blob not null, \`labels\` text not null, \`labelled_samples\` integer not null, \`inputs\` text not null, constraint \`dataset_origin_dataset_version_id_foreign\` foreign key (\`dataset_version_id\`) references \`dataset_version\` (\`id\`) on update cascade on delete cascade);`);
    this.addSql(`create index \`dataset_origin_dataset_version_id_index\` on \`dataset_origin\` (\`dataset_version_id\`);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`dataset_origin\`;`);
  }

}
