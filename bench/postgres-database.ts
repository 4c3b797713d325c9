import { Client } from 'pg';

/** Runs statements on a connection of their own, one after the other. */
export async function onServer(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Gives work the address of an empty database of this name on a server; it is gone when the work has ended. */
export async function withDatabase<T>(
  server: string,
  name: string,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const url = new URL(server);
  url.pathname = `/${name}`;
  await onServer(server, `drop database if exists ${name} with (force)`, `create database ${name}`);
  try {
    return await work(url.href);
  } finally {
    await onServer(server, `drop database ${name} with (force)`);
  }
}
