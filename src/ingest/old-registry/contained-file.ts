import { open, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { IngestFileError, unreadable } from '../ingest-file-error.ts';

/**
 * The real path of a regular file below a folder.
 * @param root the folder's own real path
 * @param name below the folder, made of names that were checked
 * @throws IngestFileError where it is missing, no plain file, larger than `mostBytes`, or a link that leads out of the folder
 */
export async function containedFile(root: string, name: string, mostBytes: number): Promise<string> {
  const path = join(root, name);
  const expected = `a plain file of at most ${mostBytes} bytes`;
  const real = await realpath(path).catch((error) => {
    throw unreadable(path, error, expected);
  });
  if (!real.startsWith(root + sep)) {
    throw new IngestFileError(path, undefined, 'the link leads out of the folder', 'a file in the folder');
  }
  const { size, isFile } = await stat(real).then((found) => ({ size: found.size, isFile: found.isFile() }));
  if (!isFile) throw new IngestFileError(path, undefined, 'this is no plain file', expected);
  if (size > mostBytes) throw new IngestFileError(path, undefined, `the file has ${size} bytes`, expected);
  return real;
}

/** The text of such a file; nothing of it is read beyond `mostBytes`, also when it grows. */
export async function containedText(root: string, name: string, mostBytes: number): Promise<string> {
  const real = await containedFile(root, name, mostBytes);
  const handle = await open(real, 'r').catch((error) => {
    throw unreadable(join(root, name), error, 'a file that may be read');
  });
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, mostBytes));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytes.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
