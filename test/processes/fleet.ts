import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';
import { encodeId } from '../../schema/global-id.ts';

const RECORD = /* GraphQL */ `
  mutation ($input: RecordReadingsInput!) {
    recordReadings(input: $input) { __typename ... on RecordedReadings { series { accepted duplicates } } }
  }
`;

/** Readings of some sensors, by their database ids. */
export type Batch = readonly {
  readonly sensorId: number;
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
}[];

export const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

/** One server process among several on a database. */
export class Member {
  readonly #child: ChildProcess;
  readonly #url: string;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.#url = url;
  }

  static async start(env: Record<string, string>): Promise<Member> {
    const child = fork(resolve(import.meta.dirname, '../live/killable-server.ts'), {
      env: { ...process.env, PORT: '0', ...env },
      silent: true,
    });
    let log = '';
    child.stderr?.on('data', (text) => {
      log += text;
    });
    const url = await new Promise<string>((started, failed) => {
      child.once('message', (message) => started(String(message)));
      child.once('exit', () => failed(new Error(`the server ended before it served: ${log}`)));
    });
    return new Member(child, url);
  }

  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(name);
  }

  /** How many readings are stored by now of those that were sent. @throws when the process does not answer in time */
  async record(batch: Batch): Promise<number> {
    const series = batch.map(({ sensorId, times, values }) => ({
      sensorId: encodeId('Sensor', sensorId),
      times: times.map((time) => new Date(time).toISOString()),
      values,
    }));
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: RECORD, variables: { input: { series } } }),
      signal: AbortSignal.timeout(3_000),
    });
    const answer = (await response.json()) as Answer;
    if (!answer.data?.recordReadings.series) throw new Error(JSON.stringify(answer));
    return answer.data.recordReadings.series.reduce((sum, one) => sum + one.accepted + one.duplicates, 0);
  }
}

interface Answer {
  readonly data?: { recordReadings: { series?: { accepted: number; duplicates: number }[] } };
}

/** Until it is so. @throws when that takes longer than allowed */
export async function until(what: string, ms: number, isSo: () => Promise<boolean>): Promise<number> {
  const startMs = performance.now();
  while (!(await isSo())) {
    if (performance.now() - startMs > ms) throw new Error(`${what}: not within ${ms} ms`);
    await pause(20);
  }
  return performance.now() - startMs;
}
