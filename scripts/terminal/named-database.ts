import { type Database, type Entities, openDatabase } from '../../src/db/database.ts';
import { DomainError } from '../../src/errors.ts';

/** The database of DATABASE_URL, for a script. @throws DomainError DATABASE_UNAVAILABLE */
export const openNamedDatabase = (databaseUrl: string, entities: Entities): Promise<Database> =>
  openDatabase(databaseUrl, entities).catch((error: Error) => {
    throw new DomainError(
      'DATABASE_UNAVAILABLE',
      `The database cannot be opened: ${error.message}`,
      'Set DATABASE_URL to a database that answers and that you may write to.',
    );
  });
