import type { Runtime } from 'node:inspector';
import { Session } from 'node:inspector/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a process says of itself: memory now, CPU so far, and how long its loop was held since it was last asked. */
export interface Gauge {
  readonly rssMb: number;
  readonly cpuMicroseconds: number;
  readonly loopDelayP99Ms: number;
  readonly loopDelayMaxMs: number;
}

/** Self time of a function as a share of all that was not idle. */
export interface Hot {
  readonly where: string;
  readonly share: number;
}

export type Order = 'GAUGE' | 'PROFILE' | 'STOP';
export type Report =
  | { readonly kind: 'READY'; readonly url: string }
  | { readonly kind: 'GAUGE'; readonly gauge: Gauge }
  | { readonly kind: 'PROFILE'; readonly hot: readonly Hot[] };

const PROFILE_MS = 15_000;
const HOTTEST = 15;

/** Answers orders over IPC until it is told to stop. */
export function answerOrders(stop: () => Promise<void>): void {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const tell = (report: Report) => process.send?.(report);
  const gauge = () => {
    const { user, system } = process.cpuUsage();
    const now: Gauge = {
      rssMb: process.memoryUsage.rss() / 2 ** 20,
      cpuMicroseconds: user + system,
      loopDelayP99Ms: delay.percentile(99) / 1e6,
      loopDelayMaxMs: delay.max / 1e6,
    };
    delay.reset();
    tell({ kind: 'GAUGE', gauge: now });
  };
  const end = () => void stop().then(() => process.exit());
  process.on('message', (order: Order) => {
    if (order === 'GAUGE') gauge();
    else if (order === 'PROFILE') void profile().then((hot) => tell({ kind: 'PROFILE', hot }));
    else end();
  });
  process.on('disconnect', end);
}

function nameOf({ functionName, url, lineNumber }: Runtime.CallFrame): string {
  const place = url.split('/').slice(-3).join('/');
  return `${functionName || '(anonymous)'}${url ? ` ${place}:${lineNumber + 1}` : ''}`;
}

async function profile(): Promise<Hot[]> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  await new Promise((passed) => setTimeout(passed, PROFILE_MS));
  const { profile: taken } = await session.post('Profiler.stop');
  session.disconnect();
  const self = new Map<string, number>();
  const parents = new Map(taken.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node])));
  const names = new Map(
    taken.nodes.map(({ id, callFrame }) => {
      const caller = parents.get(id)?.callFrame;
      const isNative = !callFrame.url && caller?.url;
      return [id, isNative ? `${nameOf(callFrame)} called by ${nameOf(caller)}` : nameOf(callFrame)];
    }),
  );
  taken.samples?.forEach((id, i) => {
    const name = names.get(id) ?? '';
    if (name !== '(idle)') self.set(name, (self.get(name) ?? 0) + (taken.timeDeltas?.[i] ?? 0));
  });
  const busy = [...self.values()].reduce((sum, each) => sum + each, 0);
  return [...self]
    .sort(([, a], [, b]) => b - a)
    .slice(0, HOTTEST)
    .map(([where, time]) => ({ where, share: Math.round((1_000 * time) / busy) / 1_000 }));
}
