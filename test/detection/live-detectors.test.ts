import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { LiveDetectors } from '../../src/detection/live-detectors.ts';
import { CorruptArtifactError } from '../../src/errors.ts';
import { DETECTOR_FAMILIES } from '../../src/ml/detectors.ts';
import { robust } from '../../src/ml/robust/robust.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import type { ReadingsStore } from '../../src/readings/store.ts';
import { ArtifactsUnavailableError } from '../../src/registry/artifacts-unavailable.ts';
import type { LiveAssignment } from '../../src/registry/live-assignments.ts';
import { sqliteInMemory } from '../database.ts';

const LIVE: LiveAssignment = {
  assignmentId: 7,
  sequence: 1,
  modelVersionId: 3,
  family: robust.name,
  artifactSha256: 'f'.repeat(64),
  inputSensorIds: [],
  memberPlace: 0,
  fromMs: 0,
};
const ASKED = {
  sensor: { id: 1 },
  assignment: LIVE,
  saved: { assignmentId: null, throughMs: 0, state: null },
  known: { stretches: [], openIsConfirmed: false },
};

describe('live detectors', () => {
  let db: Database;
  let readings: ReadingsStore;
  let weights: Uint8Array;
  let fault: Error | undefined;
  let asked: number;
  let reported: unknown[];
  let detectors: LiveDetectors;

  beforeAll(async () => {
    db = await sqliteInMemory.open();
    readings = await openReadings(db);
    const values = Float64Array.from({ length: 400 }, (_, i) => Math.sin(i / 5));
    const family = DETECTOR_FAMILIES[robust.name as keyof typeof DETECTOR_FAMILIES];
    const series = { values, inputs: [] };
    weights = (await family.fit(series, family.parseConfig({}), { seed: 1 })).save();
  });
  afterAll(async () => {
    readings.close();
    await db.close();
  });
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
    fault = undefined;
    asked = 0;
    reported = [];
    const artifact = async () => {
      asked++;
      if (fault) throw fault;
      return weights;
    };
    const report = (_sensor: number, _assignment: unknown, error: unknown) => reported.push(error);
    detectors = new LiveDetectors(artifact, readings, report, async () => []);
  });
  afterEach(() => vi.useRealTimers());

  const mode = async () => (await detectors.judge(ASKED)).mode;

  it('leave the decision to robust statistics while weights cannot be fetched, and ask again in a while', async () => {
    fault = new ArtifactsUnavailableError('s3://weights', 'HTTP 503');
    expect([await mode(), await mode(), asked]).toEqual(['FALLBACK', 'FALLBACK', 1]);
    vi.advanceTimersByTime(15_000);
    expect([await mode(), asked, reported]).toEqual(['FALLBACK', 2, [fault, fault]]);
    fault = undefined;
    vi.advanceTimersByTime(15_000);
    expect([await mode(), await mode(), asked]).toEqual(['MODEL', 'MODEL', 3]);
  });

  it('ask no more for weights that are damaged', async () => {
    fault = new CorruptArtifactError('artifact f', 'its bytes hash to 0');
    expect(await mode()).toBe('FALLBACK');
    fault = undefined;
    vi.advanceTimersByTime(86_400_000);
    expect([await mode(), asked, reported.length]).toEqual(['FALLBACK', 1, 1]);
  });
});
