import { Migration } from '@mikro-orm/migrations';

export class Migration20261126021436_imported_versions extends Migration {

  override name = 'Migration20261126021436_imported_versions';

  override up(): void | Promise<void> {
    this.addSql(`create table \`registry_import\` (\`id\` integer not null primary key autoincrement, \`source\` text not null, \`found_count\` integer not null, \`imported_count\` integer not null, \`known_count\` integer not null, \`left_out_count\` integer not null, \`left_out\` text not null, \`created_at_ms\` bigint not null);`);

    this.addSql(`create table \`imported_version\` (\`id\` integer not null primary key autoincrement, \`registered_model_id\` integer not null, \`sensor_id\` integer not null, \`registry_import_id\` integer not null, \`source_model_id\` text not null, \`source_version_id\` text not null, \`layout\` text not null, \`source_file\` text not null, \`model_type\` text not null, \`claimed_at_ms\` bigint null, \`description\` text not null, \`tags\` text not null, \`claims\` text not null, \`sha256\` text not null, \`validated\` integer not null default false, \`created_at_ms\` bigint not null, constraint \`imported_version_registered_model_id_foreign\` foreign key (\`registered_model_id\`) references \`registered_model\` (\`id\`), constraint \`imported_version_sensor_id_foreign\` foreign key (\`sensor_id\`) references \`sensor\` (\`id\`), constraint \`imported_version_registry_import_id_foreign\` foreign key (\`registry_import_id\`) references \`registry_import\` (\`id\`));`);
    this.addSql(`create index \`imported_version_registered_model_id_index\` on \`imported_version\` (\`registered_model_id\`);`);
    this.addSql(`create index \`imported_version_sensor_id_index\` on \`imported_version\` (\`sensor_id\`);`);
    this.addSql(`create index \`imported_version_registry_import_id_index\` on \`imported_version\` (\`registry_import_id\`);`);
    this.addSql(`create unique index \`imported_version_source_model_id_source_version_id_unique\` on \`imported_version\` (\`source_model_id\`, \`source_version_id\`);`);
  }

  override down(): void | Promise<void> {

    this.addSql(`drop table if exists \`registry_import\`;`);
    this.addSql(`drop table if exists \`imported_version\`;`);
  }

}
