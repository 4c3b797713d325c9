import { AuditUpkeep } from '../../audit/audit-upkeep.ts';
import type { RecordingCounts } from '../../audit/recording-counts.ts';
import type { Config } from '../../config.ts';
import type { Database } from '../../db/database.ts';
import { RerunRetention } from '../../detection/rerun-retention.ts';
import type { EventFeed } from '../../events/feed.ts';
import { Retention } from '../../events/retention.ts';
import { ForecastRetention } from '../../forecasting/forecast-retention.ts';

interface UpkeepRooms {
  readonly db: Database;
  readonly feed: EventFeed;
  readonly recordings: RecordingCounts;
}

/** What forgets by age: events, forecasts, points to rerun from, and the audit log. */
export function openUpkeep(
  config: Config,
  { db, feed, recordings }: UpkeepRooms,
  onFault: (error: unknown) => void,
) {
  const rounds = [
    new Retention(feed.log, config.eventRetention, onFault),
    new ForecastRetention(db, config.forecastRetention, onFault),
    new RerunRetention(db, config.rerunRetention, onFault),
    new AuditUpkeep(db, config.auditRetentionDays, recordings, onFault),
  ];
  return {
    start() {
      for (const round of rounds) round.start();
    },
    async stop() {
      for (const round of rounds) await round.stop();
    },
  };
}
