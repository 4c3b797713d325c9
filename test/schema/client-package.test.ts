import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TelltaleClient } from '../../schema/client/client.ts';
import { GraphFailure } from '../../schema/client/failure.ts';
import { AnomalyEventsDocument, OverviewDocument } from '../../schema/generated/graphql.ts';
import { enterPlant } from './fixture.ts';
import { openGraph, type TestGraph, tokenOf } from './graph.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const tsc = join(root, 'node_modules/.bin/tsc');

const CONSUMER = `import { TelltaleClient } from '@telltale/client';
import { OverviewDocument } from '@telltale/client/operations';
import { OverviewDocument as OwnDocument } from './own.js';
const [url, token] = process.argv.slice(2);
const client = new TelltaleClient({ url, token });
const { sensors } = await client.run(OverviewDocument, { first: 5 });
const tags: string[] = sensors.nodes.map(({ tag }) => tag);
const own = await client.run(OwnDocument, { first: 1 });
const first: string = own.sensors.nodes[0].tag;
console.log(tags.join(), first);
await client.close();
`;

describe('the client as it is published', () => {
  let graph: TestGraph;
  let folder: string;

  beforeAll(async () => {
    graph = await openGraph();
    await enterPlant(graph.services, 'P', 2);
    folder = await mkdtemp(join(tmpdir(), 'telltale-client-'));
    const installed = join(folder, 'node_modules/@telltale/client');
    await mkdir(installed, { recursive: true });
    await run(process.execPath, [
      tsc,
      '-p',
      join(root, 'schema/client'),
      '--outDir',
      join(installed, 'dist'),
    ]);
    await cp(join(root, 'schema/client/package.json'), join(installed, 'package.json'));
    for (const name of [
      'graphql',
      'graphql-ws',
      '@graphql-typed-document-node/core',
      '@types/node',
      'undici-types',
    ]) {
      const link = join(folder, 'node_modules', name);
      await mkdir(dirname(link), { recursive: true });
      await symlink(join(root, 'node_modules', name), link);
    }
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, 'consumer.ts'), CONSUMER);
    // What the client preset writes in the project of somebody else declares everything once more.
    await cp(join(root, 'schema/generated/graphql.ts'), join(folder, 'own.ts'));
  });
  afterAll(async () => {
    await graph.close();
    await rm(folder, { recursive: true });
  });

  it('has types that a strict compiler takes, and runs as plain JavaScript', async () => {
    const options = ['--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node'];
    await run(process.execPath, [tsc, ...options, 'consumer.ts'], { cwd: folder });
    const asked = [join(folder, 'consumer.js'), graph.url, tokenOf('VIEWER')];
    const { stdout } = await run(process.execPath, asked, { cwd: folder });
    expect(stdout.trim()).toBe('P-S-01,P-S-02 P-S-01');
  });

  it('says what the server says, by its code', async () => {
    const stranger = new TelltaleClient({ url: graph.url, token: 'nobody' });
    const refused = stranger.run(OverviewDocument, { first: 5 });
    await expect(refused).rejects.toMatchObject({ name: 'GraphFailure', code: 'UNAUTHENTICATED' });
    const client = new TelltaleClient({ url: graph.url, token: tokenOf('VIEWER') });
    await expect(client.run(OverviewDocument, { first: 0 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await client.close();
    await stranger.close();
  });

  it('does not go on asking for what will not be let in', async () => {
    const stranger = new TelltaleClient({ url: graph.url, token: 'nobody' });
    let disconnects = 0;
    const stream = stranger.follow(AnomalyEventsDocument, {}, { onDisconnect: () => disconnects++ });
    const failure = await stream.next().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(GraphFailure);
    const message = 'The access token is not known here';
    expect(failure).toMatchObject({ code: 'UNAUTHENTICATED', message });
    const client = new TelltaleClient({ url: graph.url, token: tokenOf('VIEWER') });
    const wrong = client.follow(AnomalyEventsDocument, { after: 'made up' });
    await expect(wrong.next()).rejects.toMatchObject({ code: 'BAD_CURSOR' });
    expect(disconnects).toBe(0);
    await client.close();
    await stranger.close();
  });
});
