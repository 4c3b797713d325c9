import type { Row } from '../src/db/keyset.ts';
import {
  GateDecision,
  type GateEvidence,
  type GateOutcome,
  type GateReason,
} from '../src/promotion/gate-decision.ts';
import { decisionPage, NEWEST_DECISIONS } from '../src/promotion/gate-page.ts';
import { builder } from './builder.ts';
import { connection, pageArgs, pageCost } from './connection.ts';
import { enumOf } from './enum.ts';
import { idOf } from './global-id.ts';
import { ModelVersionRef } from './model-version.ts';
import { nodeOf } from './node.ts';
import { ModelTaskEnum } from './registered-model.ts';
import { SensorRef } from './sensor.ts';

const GateOutcomeEnum = enumOf<GateOutcome>('GateOutcome', 'What the gate came to.', {
  PASSED: 'It let the version live.',
  REFUSED: 'It did not.',
  OVERRIDDEN: 'It would not have, and an administrator did.',
});

const GateReasonEnum = enumOf<GateReason>('GateReason', 'Why the gate let a version live, or did not.', {
  FIRST_VERSION: 'Passed: nothing was live. The figures are those of its training.',
  CHAMPION_UNUSABLE: 'Passed: what is live cannot be loaded. The figures are those of its training.',
  NOT_WORSE: 'Passed: it is not worse than what is live on the same readings.',
  TOO_FEW_READINGS: 'Fewer than 50 readings, or no origin of a forecast, that neither was fitted on.',
  NON_FINITE_SCORES: 'It gives scores or forecasts that are not finite.',
  FEWER_CATCHES: 'It misses confirmed anomalies that the champion catches.',
  MORE_FALSE_ALARMS: 'It has more false alarms than chance explains (5 %).',
  MORE_TIME_OPEN: 'Its anomalies take more of the time, by over 5 % of the readings.',
  WORSE_CALIBRATED:
    'What it promises holds less: the share of readings above its threshold, by over 2 points, or the coverage of its 90 % band, by over 5 while its pinball loss is larger.',
  LESS_ACCURATE: 'Its mean absolute error is larger by over 5 %.',
  CHAMPION_CHANGED: 'Something else became live while it was judged.',
});

interface GateFigure {
  readonly name: string;
  readonly candidate: number | null;
  readonly champion: number | null;
  readonly baseline: number | null;
}

const GateFigureRef = builder.objectRef<GateFigure>('GateFigure').implement({
  description: 'A figure on the readings of the gate; null for whom it was not measured.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What was measured, such as `falseAlarmsPer10000`.' }),
    candidate: t.exposeFloat('candidate', {
      nullable: true,
      description: 'Of the version that was to be live.',
    }),
    champion: t.exposeFloat('champion', { nullable: true, description: 'Of the version that was live.' }),
    baseline: t.exposeFloat('baseline', { nullable: true, description: 'Of the naive baseline.' }),
  }),
});

const evidenceOf = ({ evidence }: Row<GateDecision>): GateEvidence => JSON.parse(evidence);

function figuresOf(decision: Row<GateDecision>): GateFigure[] {
  const { candidate, champion, baseline } = evidenceOf(decision);
  const names = new Set([
    ...Object.keys(candidate),
    ...Object.keys(champion ?? {}),
    ...Object.keys(baseline),
  ]);
  return [...names].map((name) => ({
    name,
    candidate: candidate[name] ?? null,
    champion: champion?.[name] ?? null,
    baseline: baseline[name] ?? null,
  }));
}

export const GateDecisionRef = nodeOf('GateDecision', GateDecision);

GateDecisionRef.implement({
  description: 'What the gate said when a version was to become live for a sensor. It never changes.',
  fields: (t) => ({
    sensor: t.field({ type: SensorRef, description: 'For whom.', resolve: ({ sensorId }) => sensorId }),
    task: t.expose('task', { type: ModelTaskEnum, description: 'For what.' }),
    modelVersion: t.field({
      type: ModelVersionRef,
      description: 'The candidate.',
      resolve: ({ modelVersionId }) => modelVersionId,
    }),
    champion: t.field({
      type: ModelVersionRef,
      nullable: true,
      description: 'What was live; null where nothing was.',
      resolve: ({ championVersionId }) => championVersionId,
    }),
    outcome: t.expose('outcome', { type: GateOutcomeEnum, description: 'What it came to.' }),
    reasons: t.field({
      type: [GateReasonEnum],
      description: 'Why.',
      resolve: ({ reasons }): GateReason[] => JSON.parse(reasons),
    }),
    from: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'The first instant of the readings that both were judged on; null where the figures are those of the training.',
      resolve: (decision) => evidenceOf(decision).fromMs,
    }),
    to: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The last instant.',
      resolve: (decision) => evidenceOf(decision).toMs,
    }),
    readings: t.int({ description: 'How many.', resolve: (decision) => evidenceOf(decision).readings }),
    labels: t.int({
      description: 'Confirmed anomalies among them.',
      resolve: (decision) => evidenceOf(decision).labels,
    }),
    figures: t.field({ type: [GateFigureRef], description: 'What was measured.', resolve: figuresOf }),
    overrideReason: t.exposeString('overrideReason', {
      nullable: true,
      description: 'Why an administrator made it live all the same; null where nobody did.',
    }),
    decidedBy: t.exposeString('decidedBy', { description: 'Who asked for the promotion.' }),
    time: t.expose('decidedAtMs', { type: 'DateTime', description: 'When.' }),
  }),
});

const GateDecisionConnection = builder.connectionObject(
  { type: GateDecisionRef, name: 'GateDecisionConnection', description: 'A page of decisions of the gate.' },
  { name: 'GateDecisionEdge', description: 'A decision of the gate in a list.' },
);

const GateDecisionFilter = builder.inputType('GateDecisionFilter', {
  description: 'Which decisions to list. Every field that is given must match.',
  fields: (t) => ({
    sensorId: t.id({ description: 'For this sensor.' }).validate(idOf('Sensor').nullish()),
    modelVersionId: t.id({ description: 'Of this candidate.' }).validate(idOf('ModelVersion').nullish()),
    task: t.field({ type: ModelTaskEnum, description: 'For this task.' }),
    outcomes: t.field({ type: [GateOutcomeEnum], description: 'With one of these outcomes.' }),
  }),
});

builder.queryField('gateDecisions', (t) =>
  t.field({
    type: GateDecisionConnection,
    description: 'What the gate said, newest first.',
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: GateDecisionFilter, description: 'Which decisions; all when absent.' }),
    },
    complexity: pageCost,
    resolve: (_, { filter, ...page }, { em }) =>
      connection(NEWEST_DECISIONS, page, (request) => decisionPage(em, filter ?? {}, request)),
  }),
);
