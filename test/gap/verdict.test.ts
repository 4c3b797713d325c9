import { describe, expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import type { StoredEvent } from '../../src/events/event.ts';
import type { Follower, Item } from './follower.ts';
import { problemsOf, revisionProblems } from './verdict.ts';

const event = (id: number, anomalyId: number, revision: number, sensorId = 1): StoredEvent => ({
  id,
  type: revision === 1 ? 'ANOMALY_OPENED' : 'ANOMALY_CLOSED',
  sensorId,
  equipmentPath: '/1/',
  severity: 'LOW',
  timeMs: 0,
  recordedAtMs: 0,
  payloadVersion: 1,
  payload: { anomalyId, revision, sensorId },
});
const LOG = [event(2, 1, 1), event(3, 2, 1, 2), event(4, 1, 2), event(6, 2, 2, 2)];
const told = ({ id, type, payload }: StoredEvent): Item => ({
  kind: 'AnomalyEvent',
  cursor: id,
  type: type.slice(8),
  revision: payload.revision as number,
  anomalyId: encodeId('Anomaly', payload.anomalyId as number),
});
const START: Item = { kind: 'Heartbeat', cursor: 1 };
const follower = (items: Item[], filter: object | null = null) =>
  ({ name: 'it', items: [START, ...items], filter }) as Follower;
const problems = (items: Item[], filter?: object) => problemsOf(follower(items, filter ?? null), LOG);

describe('the verdict on what a subscriber was told', () => {
  it('is none of all events, or of all that its filter lets through', () => {
    expect(problems(LOG.map(told))).toEqual([]);
    const second = { sensorIds: [encodeId('Sensor', 2)] };
    expect(problems([told(LOG[1]), told(LOG[3])], second)).toEqual([]);
    expect(problems([], { minSeverity: 'HIGH' })).toEqual([]);
    expect(problemsOf(follower([told(LOG[3])]), LOG, 4)).toEqual([]);
  });

  it('names what was missed, doubled, out of order, or not for it', () => {
    const [first, second, third, fourth] = LOG.map(told);
    expect(problems([first, third, fourth])).toEqual(['it: missed 3']);
    expect(problems([first, second, second, third, fourth])).toEqual(['it: 3 came after 3']);
    expect(problems([first, third, second, fourth])).toEqual(['it: 3 came after 4']);
    expect(problems([first, second, third, fourth], { minSeverity: 'HIGH' })).toHaveLength(4);
    expect(problems([first, second, { ...third, revision: 3 }, fourth])).toHaveLength(1);
    expect(problems([first, second, { ...third, anomalyId: second.anomalyId }, fourth])).toHaveLength(1);
  });

  it('names anomalies whose revisions were not announced once and in order', () => {
    expect(revisionProblems(LOG)).toEqual([]);
    expect(revisionProblems([...LOG, event(7, 1, 2)])).toEqual(['anomaly 1 was announced as 1 2 2']);
    expect(revisionProblems([LOG[2]])).toEqual(['anomaly 1 was announced as 2']);
  });
});
