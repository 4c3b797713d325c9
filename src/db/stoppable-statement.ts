import { Client, type Pool, type PoolClient, type QueryArrayConfig } from 'pg';

/** On a connection beside the pool: all of the pool may be busy with what is to be cancelled. */
async function cancel(pool: Pool, pid: number): Promise<void> {
  // The password of the pool cannot be enumerated.
  const client = new Client({ ...pool.options, password: pool.options.password });
  try {
    await client.connect();
    await client.query('select pg_cancel_backend($1)', [pid]);
  } finally {
    await client.end();
  }
}

const pidOf = (client: PoolClient): number => (client as unknown as { processID: number }).processID;

/**
 * The rows of a statement that PostgreSQL stops when `stop` aborts. Its connection goes back to the pool when it is certain that
 * nothing more is cancelled on it.
 * @throws the reason of `stop`
 */
export async function stoppableRows(
  pool: Pool,
  statement: QueryArrayConfig,
  stop: AbortSignal,
): Promise<unknown[]> {
  stop.throwIfAborted();
  const client = await pool.connect();
  let cancelled: Promise<void> | undefined;
  // Where it cannot be cancelled, it ends by itself.
  const onStop = () => {
    cancelled = cancel(pool, pidOf(client)).catch(() => undefined);
  };
  stop.addEventListener('abort', onStop, { once: true });
  try {
    stop.throwIfAborted();
    return (await client.query(statement)).rows;
  } catch (error) {
    stop.throwIfAborted();
    throw error;
  } finally {
    stop.removeEventListener('abort', onStop);
    await cancelled;
    client.release();
  }
}
