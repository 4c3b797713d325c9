import { MikroORM as PostgresOrm } from '@mikro-orm/postgresql';
import { MikroORM as SqliteOrm } from '@mikro-orm/sqlite';
import { ormOptions } from '../src/db/database.ts';
import { ENTITIES } from '../src/entities.ts';

const name = process.argv[2];
if (!name || name === '--help') {
  console.error(
    'Usage: npm run migration:create -- NAME\nWrites what the entities changed into migrations/, once per dialect.',
  );
  process.exit(name ? 0 : 2);
}

const sqlite = await SqliteOrm.init(ormOptions('sqlite::memory:', ENTITIES, 'CREATE_MIGRATION'));
const postgresql = await PostgresOrm.init(
  ormOptions(process.env.DATABASE_URL ?? 'postgresql://localhost/postgres', ENTITIES, 'CREATE_MIGRATION'),
);
for (const orm of [sqlite, postgresql]) {
  const written = await orm.migrator.create(undefined, false, false, name);
  console.log(written.fileName || 'nothing changed');
  await orm.close();
}
