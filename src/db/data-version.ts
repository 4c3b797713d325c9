import type { NativeClient } from './database.ts';

/**
 * A text that is another one after anything was written, by this process or another; null while a transaction is open,
 * whose rows are not seen yet. Of PostgreSQL always null: what other processes commit is not known here in time.
 */
export type DataVersion = () => string | null;

const VERSION = 'select total_changes() as changes, data_version as others from pragma_data_version()';

export function dataVersionOf(native: NativeClient): DataVersion {
  if (native.dialect === 'postgresql') return () => null;
  const { connection } = native;
  const version = connection.prepare<[], [number, number]>(VERSION).raw();
  return () => (connection.inTransaction ? null : String(version.get()));
}
