import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import type { LiveDetectors } from '../detection/live-detectors.ts';
import { PartitionLeases } from '../detection/partition-leases.ts';
import { partitionOf } from '../detection/scoring-partition.ts';
import { EVERY_SENSOR, type SensorShare } from '../detection/sensor-share.ts';
import type { EventFeed } from '../events/feed.ts';
import { WakeUp, type WakeUpBus } from '../events/wake-up.ts';
import { PostgresBus } from '../events/wake-up-postgresql.ts';
import { BacklogWatch } from '../live/backlog-watch.ts';
import type { ForecastRounds } from '../live/forecast-rounds.ts';
import { LeasedShare } from '../live/leased-share.ts';
import type { Scorer } from '../live/scorer.ts';
import type { SilenceWatch } from '../live/silence-watch.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { faultsTo } from './watch/log.ts';

/** What other processes' news is for. */
export interface Rooms {
  readonly feed: EventFeed;
  readonly scorer: Scorer;
  readonly detectors: LiveDetectors;
  readonly readings: ReadingsStore;
  readonly silence: SilenceWatch;
  readonly forecasts: ForecastRounds;
}

/** What makes the processes on one database act as one. */
export interface Processes {
  readonly share: SensorShare;
  /** Tells the others that events were committed here. */
  tellEvents(): void;
  start(rooms: Rooms): Promise<void>;
  /** After scoring has ended, before the feed does. */
  stop(): Promise<void>;
}

const ALONE: Processes = {
  share: EVERY_SENSOR,
  tellEvents: () => {},
  start: async () => {},
  stop: async () => {},
};

/** An SQLite file has one process, which is told of everything by itself. */
export async function openProcesses(config: Config, db: Database, log: Logger): Promise<Processes> {
  const native = await db.native();
  if (native.dialect === 'sqlite') {
    if (config.redisUrl) log.warn('REDIS_URL is not used: an SQLite file has one process');
    return ALONE;
  }
  const fault = faultsTo(log);
  const wakeUp = await openWakeUp(config, native.pool, log);
  const leases = new PartitionLeases(db, randomUUID(), config.scoringLeaseMs);
  const share = new LeasedShare(leases, wakeUp, fault('lease of sensors not renewed, tried again'));
  let watch: BacklogWatch | undefined;
  return {
    share,
    tellEvents: () => wakeUp.tellEvents(),
    async start({ feed, scorer, detectors, readings, silence, forecasts }) {
      const take = (sensorIds: readonly number[]) => scorer.take(sensorIds);
      const found = new BacklogWatch(db, readings, share, take, fault('backlog not read, tried again'));
      watch = found;
      const stored = (sensorIds: readonly number[]) => {
        take(sensorIds);
        forecasts.take(sensorIds);
      };
      wakeUp.start({ events: () => feed.look(), readings: stored, shares: () => share.refresh() });
      await share.start(config.scoringLeaseMs, (changed) => {
        detectors.forgetAll((sensorId) => changed.has(partitionOf(sensorId)));
        found.anew();
        silence.anew();
        forecasts.anew();
      });
      found.start();
    },
    async stop() {
      await share.stop();
      await watch?.stop();
      await wakeUp.stop();
    },
  };
}

/** How this process wakes the others on a PostgreSQL database, and is woken. */
export async function openWakeUp({ redisUrl }: Config, pool: Pool, log: Logger): Promise<WakeUp> {
  const fault = faultsTo(log);
  const bus = await openBus(redisUrl, pool, fault('wake-up lost, tried again'));
  return new WakeUp(bus, fault('wake-up not sent, other processes find it by looking'));
}

async function openBus(
  redisUrl: string | null,
  pool: Pool,
  onFault: (error: unknown) => void,
): Promise<WakeUpBus> {
  if (redisUrl === null) return new PostgresBus(pool, onFault);
  // Hundreds of files that only a server with Redis needs.
  const { RedisBus } = await import('../events/wake-up-redis.ts');
  const { rows } = await pool.query('select current_database() as name');
  return new RedisBus(redisUrl, `telltale:${rows[0].name}`, onFault);
}
