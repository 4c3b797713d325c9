import { userInfo } from 'node:os';
import { Client } from 'pg';

/** Who is let in depends on how the server was set up; these are its usual first users. */
const LOGINS = [userInfo().username, 'postgres', 'postgres:postgres'];

async function answers(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    const { rows } = await client.query(
      'select rolcreatedb or rolsuper as may from pg_roles where rolname = user',
    );
    return rows[0]?.may === true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

// Prints the address of a PostgreSQL server on this machine that lets us create databases, or nothing.
for (const login of LOGINS) {
  const url = `postgresql://${login}@127.0.0.1:${process.env.PGPORT ?? 5432}/postgres`;
  if (await answers(url)) {
    console.log(url);
    break;
  }
}
