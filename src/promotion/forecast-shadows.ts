import type { Database } from '../db/database.ts';
import { DomainError } from '../errors.ts';
import type { ShadowForecasters } from '../forecasting/scheduling.ts';
import { ArtifactsUnavailableError } from '../registry/artifacts-unavailable.ts';
import type { LiveAssignment } from '../registry/live-assignments.ts';
import { type ShadowEnd, ShadowRun } from './shadow-run.ts';
import { endRun } from './shadow-runs.ts';

interface Row {
  readonly id: number;
  readonly sensor_id: number;
  readonly model_version_id: number;
  readonly family: string;
  readonly artifact_sha256: string;
  readonly member_place: number;
  readonly live_version_id: number | null;
}

const RUNNING = `select r.id, r.sensor_id, v.id as model_version_id, v.family, v.artifact_sha256,
    case when v.scope_kind = 'GROUP' then (select count(*) from scope_member m
      where m.model_version_id = v.id and m.sensor_id < r.sensor_id) else 0 end as member_place,
    (select a.model_version_id from assignment a where a.sensor_id = r.sensor_id and a.task = 'FORECASTING'
      order by a.sequence desc limit 1) as live_version_id
  from shadow_run r join model_version v on v.id = r.model_version_id
  where r.running_key = 0 and r.task = 'FORECASTING' and r.sensor_id in (?)`;

/** What passes by itself, or is about the sensor and not about the version. */
const PASSING = new Set(['BUSY', 'FORECAST_TIMED_OUT', 'INSUFFICIENT_DATA', 'NOT_FOUND', 'STEP_SENSOR']);

/** The forecasters that run in the shadow, for whoever issues what is scheduled. */
export class ForecastShadows implements ShadowForecasters {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In one statement. A version that has become live forecasts in no shadow any more: its run ends. */
  async versionsOf(sensorIds: readonly number[]): Promise<ReadonlyMap<number, LiveAssignment>> {
    const rows: Row[] = await this.#db.em().execute(RUNNING, [[...sensorIds]]);
    const versions = new Map<number, LiveAssignment>();
    for (const row of rows) {
      const version = versionOf(row);
      if (row.live_version_id === row.model_version_id)
        await this.#end(row.sensor_id, version, 'PROMOTED', null);
      else versions.set(row.sensor_id, version);
    }
    return versions;
  }

  async failed(sensorId: number, version: LiveAssignment, error: Error): Promise<void> {
    const passes = error instanceof DomainError ? PASSING.has(error.code) : false;
    if (passes || error instanceof ArtifactsUnavailableError) return;
    await this.#end(sensorId, version, 'UNUSABLE', error.message);
  }

  /** Ends the run of this version; another that was begun in the meantime goes on. */
  async #end(
    sensorId: number,
    { modelVersionId }: LiveAssignment,
    end: ShadowEnd,
    message: string | null,
  ): Promise<void> {
    await this.#db.transaction(async (em) => {
      const running = { sensorId, task: 'FORECASTING', modelVersionId, runningKey: 0 } as const;
      const run = await em.findOne(ShadowRun, running);
      if (run) endRun(run, end, message);
    });
  }
}

const versionOf = (row: Row): LiveAssignment => ({
  assignmentId: 0,
  sequence: 0,
  fromMs: 0,
  modelVersionId: row.model_version_id,
  family: row.family,
  artifactSha256: row.artifact_sha256,
  inputSensorIds: [],
  memberPlace: Number(row.member_place),
});
