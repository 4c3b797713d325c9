/** The PostgreSQL server on which tests make their databases. */
export const TEST_SERVER =
  process.env.TELLTALE_TEST_POSTGRES_URL ?? 'postgresql://root@127.0.0.1:5432/postgres';
