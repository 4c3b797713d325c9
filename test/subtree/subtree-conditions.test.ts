import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeId, NODE_TYPES, type NodeType } from '../../schema/global-id.ts';
import '../../schema/index.ts';
import { nodeEntity } from '../../schema/node-entities.ts';
import type { Viewer } from '../../src/access.ts';
import type { Database } from '../../src/db/database.ts';
import { idsWithin, limitReach, type Reach, type Use } from '../../src/db/reach.ts';
import { EventRecord } from '../../src/events/event-record.ts';
import { enqueueWithin, type NewJob } from '../../src/jobs/enqueue.ts';
import { Job } from '../../src/jobs/job.ts';
import { JobMember } from '../../src/jobs/job-member.ts';
import { ScopeMember } from '../../src/registry/model-version.ts';
import { subtreeCondition } from '../../src/subtree/subtree-conditions.ts';
import { reachFor } from '../../src/subtree/subtree-reach.ts';
import { type SeededPlant, seedPlant } from '../access/two-plants.ts';
import { onEachDatabase } from '../database.ts';

const OF_THE_PLANT: readonly NodeType[] = ['RegistryImport', 'ApiToken'];

onEachDatabase('what is of a subtree', (database) => {
  let db: Database;
  let inside: SeededPlant;
  let outside: SeededPlant;

  beforeAll(async () => {
    db = await database.open();
    inside = await seedPlant(db, 'IN', 'scoped');
    outside = await seedPlant(db, 'OUT', 'other');
  });
  afterAll(() => db.close());

  const idIn = (plant: SeededPlant, type: NodeType) => decodeId(plant.ids[type])?.id as number;

  async function within(type: NodeType, use: Use) {
    const reach = reachFor({ name: 'scoped', role: 'ADMIN', subtree: inside.sitePath });
    if (!reach) throw new Error('A subtree has a reach');
    const em = limitReach(db.em(), reach);
    const both = [idIn(inside, type), idIn(outside, type)];
    return [...(await idsWithin(em, nodeEntity(type) as never, both, use))];
  }

  it.each(NODE_TYPES)('%s: what is inside, and nothing else', async (type) => {
    expect(await within(type, 'SEEN')).toEqual(OF_THE_PLANT.includes(type) ? [] : [idIn(inside, type)]);
  });

  it('a job about many sensors is seen by whoever sees all of them, or asked for it', async () => {
    const em = db.em();
    const asked = {
      kind: 'TRAIN',
      status: 'QUEUED',
      request: '{}',
      requestedBy: 'other',
      createdAtMs: 1,
    } as const;
    const jobs = [Number(await em.insert(Job, asked)), Number(await em.insert(Job, asked))];
    const [mine, theirs] = [inside.sensorIds[0], outside.sensorIds[0]];
    await em.insertMany(JobMember, [
      { jobId: jobs[0], sensorId: mine },
      { jobId: jobs[1], sensorId: mine },
      { jobId: jobs[1], sensorId: theirs },
    ]);
    const reach = reachFor({ name: 'scoped', role: 'ADMIN', subtree: inside.sitePath });
    if (reach) limitReach(em, reach);
    expect([...(await idsWithin(em, Job, jobs, 'SEEN'))]).toEqual([jobs[0]]);
  });

  it('a job about nothing in particular is seen by the credential that asked for it, whatever its name', async () => {
    const viewer = (credential: string, name = 'ann'): Viewer => ({
      name,
      role: 'ENGINEER',
      subtree: inside.sitePath,
      credential,
    });
    const ask = (n: number, requestedBy: NewJob['requestedBy']) =>
      db.transaction(async (em) => {
        const job = { kind: 'TEST', sensorId: null, request: { n }, requestedBy };
        return (await enqueueWithin(em, [job]))[0].job.id;
      });
    const jobs = [
      await ask(1, viewer('token 7')),
      await ask(2, viewer('jwt https://issuer.example.org/')),
      // Of a policy, and as jobs of before that say no credential.
      await ask(3, 'ann'),
    ];
    const seenBy = async (one: Viewer) =>
      idsWithin(limitReach(db.em(), reachFor(one) as Reach), Job, jobs, 'SEEN');
    expect([...(await seenBy(viewer('token 7')))]).toEqual([jobs[0]]);
    expect([...(await seenBy(viewer('token 8')))]).toEqual([]);
    expect([...(await seenBy(viewer('jwt https://issuer.example.org/')))]).toEqual([jobs[1]]);
    expect([...(await seenBy(viewer('jwt https://issuer.example.org/', 'bob')))]).toEqual([]);
  });

  it('a version that reaches further is seen and not changed', async () => {
    expect(await within('ModelVersion', 'WHOLE')).toEqual([idIn(inside, 'ModelVersion')]);
    const modelVersionId = idIn(inside, 'ModelVersion');
    await db.em().insert(ScopeMember, { modelVersionId, sensorId: outside.sensorIds[0] });
    expect(await within('ModelVersion', 'SEEN')).toEqual([modelVersionId]);
    expect(await within('ModelVersion', 'WHOLE')).toEqual([]);
  });
});

describe('an entity of which nothing is known', () => {
  it('is read by nobody of a subtree', () => {
    expect(() => subtreeCondition(EventRecord, 'SEEN', '/1/', 'scoped')).toThrow('EventRecord');
  });
});
