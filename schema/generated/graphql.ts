/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What happened to an anomaly. */
export type AnomalyChange =
  /** The sensor has come back to normal. */
  | 'CLOSED'
  /** It goes on: its severity rose, or it has lasted twice as long. */
  | 'EXTENDED'
  /** A sensor departed from normal. */
  | 'OPENED'
  /** What was said before was corrected, by readings that came late. */
  | 'REVISED';

/** Which changes to hear of. Every field that is given must match. */
export type AnomalyEventFilter = {
  /** On sensors of this equipment and of everything below it. */
  equipmentId?: string | number | null | undefined;
  /** Of this band or a higher one at that moment. */
  minSeverity?: Severity | null | undefined;
  /** On these sensors, at most 1000. */
  sensorIds?: Array<string | number> | null | undefined;
  /** These changes. */
  types?: Array<AnomalyChange> | null | undefined;
};

/** Which anomalies to list. Every field that is given must match. */
export type AnomalyFilter = {
  /** Open, or with its last reading at or after this instant. */
  from?: string | null | undefined;
  /** This band or a higher one. */
  minSeverity?: Severity | null | undefined;
  /** Of one of these sensors, at most 1000. */
  sensorIds?: Array<string | number> | null | undefined;
  /** Whether it goes on. */
  status?: AnomalyStatus | null | undefined;
  /** With its start at or before this instant. */
  to?: string | null | undefined;
  /** Of sensors of this equipment and of everything below it. */
  within?: string | number | null | undefined;
};

/** Whether an anomaly goes on. */
export type AnomalyStatus =
  /** The sensor has come back to normal. */
  | 'CLOSED'
  /** The sensor has not come back to normal. */
  | 'OPEN'
  /** There was none: readings that came late showed it. */
  | 'RETRACTED';

/** What made a version live. */
export type AssignmentAction =
  /** It was chosen. */
  | 'PROMOTE'
  /** The promotion after it was undone. */
  | 'ROLLBACK';

/** Which entries to list. Every field that is given must match. */
export type AuditFilter = {
  /** By this actor. */
  actor?: string | null | undefined;
  /** At or after this instant. */
  from?: string | null | undefined;
  /** Of this mutation. */
  mutation?: string | null | undefined;
  /** With this outcome: `OK`, or the code of a failure. */
  outcome?: string | null | undefined;
  /** That named or changed this. */
  subjectId?: string | number | null | undefined;
  /** At or before this instant. */
  to?: string | null | undefined;
};

/** A detector to choose among, with its settings: exactly one field. */
export type AutoCandidateInput =
  {   /** A detector that predicts with a linear regression over the last values. */
  autoregression: AutoregressionInput; discordEnvelope?: never; echoState?: never; reconstruction?: never; robust?: never; }
  |  { autoregression?: never;   /** A detector of unseen shapes and levels. */
  discordEnvelope: DiscordEnvelopeInput; echoState?: never; reconstruction?: never; robust?: never; }
  |  { autoregression?: never; discordEnvelope?: never;   /** A detector that predicts with an echo-state network. */
  echoState: EchoStateInput; reconstruction?: never; robust?: never; }
  |  { autoregression?: never; discordEnvelope?: never; echoState?: never;   /** A detector of windows unlike any combination of normal ones. */
  reconstruction: ReconstructionInput; robust?: never; }
  |  { autoregression?: never; discordEnvelope?: never; echoState?: never; reconstruction?: never;   /** A detector of values far from the median. */
  robust: RobustInput; };

/** A detector that is chosen without labels: candidates are fitted on the earlier part of the data that a fit sees, and compared on its later part by their false alarms and by how many injected faults they find. `ModelVersion.choice` says why. What is absent has its default. */
export type AutoInput = {
  /** Two to five of different families; of equals the first is chosen. discordEnvelope, autoregression and robust. */
  candidates?: Array<AutoCandidateInput> | null | undefined;
  /** Normal readings a false alarm: a candidate with more is chosen only where all have more, 10 to 1000000. 10000. */
  oneIn?: number | null | undefined;
  /** How frozen and silent sensors are found, by all candidates; where absent each has its own. */
  runs?: RunTrackInput | null | undefined;
};

/** A linear regression over the last values that predicts the sensor, in closed form. What is absent has its default. */
export type AutoregressionInput = {
  /** How errors of prediction become departures. */
  errors?: ErrorThresholdInput | null | undefined;
  /** Whether it looks at the inputs of the sensor. false. */
  inputs?: boolean | null | undefined;
  /** Values that a prediction sees, 1 to 500; at most an eighth of the samples of a short history. 250. */
  order?: number | null | undefined;
  /** How strongly weights are held small, 1e-9 to 1000. 0.001. */
  ridge?: number | null | undefined;
  /** How frozen and silent sensors are found. */
  runs?: RunTrackInput | null | undefined;
  /** How it sees values. TRAIN_RANGE. */
  scaling?: Scaling | null | undefined;
  /** The least live threshold of smoothed errors, scaled. A tail of rate 0.0001, at least 0.05. */
  threshold?: ThresholdInput | null | undefined;
};

/** Where an instant lies in a cycle of the calendar, in UTC, as sine and cosine. */
export type CalendarTerm =
  /** In its week, from Monday midnight. */
  | 'DAY_OF_WEEK'
  /** In its day, from midnight. */
  | 'HOUR_OF_DAY';

/** What a departure from normal is due to: what spoke loudest, or a crossed limit. */
export type Cause =
  /** The value lies far from the usual ones. */
  | 'DEVIATION'
  /** It moves slowly away. */
  | 'DRIFT'
  /** Readings are missing. */
  | 'DROPOUT'
  /** Its level or spread left what was seen before. */
  | 'ENVELOPE'
  /** The value is normal in itself, but was never seen with its inputs as they are. */
  | 'INPUTS'
  /** The value lies beyond a limit of the sensor. */
  | 'LIMIT'
  /** The shape of the signal was never seen before. */
  | 'SHAPE'
  /** It does not move where it always did. */
  | 'STUCK';

/** What decided among detectors. */
export type ChoiceReason =
  /** Others found as many faults, with more false alarms. */
  | 'FEWER_FALSE_ALARMS'
  /** Others had the same figures; it was named before them. */
  | 'FIRST_OF_EQUALS'
  /** Of those with no more false alarms than asked for it found most faults. */
  | 'MOST_FAULTS'
  /** All had more false alarms than asked for; it had the fewest. */
  | 'NONE_WITHIN_RATE';

/** What stays. Versions that are live, a challenger or pinned stay in any case. */
export type CleanUpModelsInput = {
  /** Only say what would go. */
  dryRun?: boolean;
  /** What was live for somebody within so many days, 0 to 3650. */
  keepLiveWithinDays?: number;
  /** So many of the newest versions of each registered model, 1 to 1000. */
  keepNewest?: number;
};

/** What is done to the values of the sensor: stuck runs first, then outliers, then gaps; nothing where a field is absent. Its inputs stay as they are. */
export type CleaningInput = {
  /** Outliers become missing, or the median around them. */
  hampel?: HampelFilterInput | null | undefined;
  /** Missing samples are filled. */
  imputation?: ImputationInput | null | undefined;
  /** Values of a sensor that froze become missing. */
  stuck?: StuckFilterInput | null | undefined;
};

/** What to compare, on what. */
export type CompareDetectorsInput = {
  /** The first instant. */
  from: string;
  /** Detection versions made for it, 2 to 5, each once. */
  modelVersionIds: Array<string | number>;
  /** The sensor, of kind CONTINUOUS. */
  sensorId: string | number;
  /** The last instant, inclusive; at most 50000 readings after the first. */
  to: string;
};

/** A token to make. */
export type CreateApiTokenInput = {
  /** Beyond which it sees nothing; the whole plant when absent. */
  equipmentId?: string | number | null | undefined;
  /** When it ends by itself; never when absent. */
  expiresAt?: string | null | undefined;
  /** Unique, and never used before: 1 to 200 characters. */
  name: string;
  /** What it may do. */
  role: Role;
};

/** A place or a machine to enter. */
export type CreateEquipmentInput = {
  /** What depends on it. */
  criticality?: Criticality | null | undefined;
  /** Free text of at most 4000 characters. */
  description?: string | null | undefined;
  /** The class of machine, such as `centrifugal pump`. */
  equipmentClass?: string | null | undefined;
  /** The level in the tree. */
  kind: EquipmentKind;
  /** Where it stands. */
  location?: string | null | undefined;
  /** The name for people, at most 200 characters. */
  name: string;
  /** The site of an area, the area of a unit; absent for a site. */
  parentId?: string | number | null | undefined;
  /** Unique in the plant: 1 to 64 letters, digits and `. _ : / -`. */
  tag: string;
};

/** A sensor to enter. */
export type CreateSensorInput = {
  /** Free text of at most 4000 characters. */
  description?: string | null | undefined;
  /** When its anomalies open and close; a measured default when absent. */
  detection?: DetectionSettingsInput | null | undefined;
  /** The unit that it belongs to. */
  equipmentId: string | number;
  /** The sensors that its models may look at, in their order: at most 64, in service, each once. */
  inputIds?: Array<string | number> | null | undefined;
  /** How its readings are to be read. */
  kind?: SensorKind | null | undefined;
  /** Where it asks for attention. */
  limits?: LimitsInput | null | undefined;
  /** The name for people, at most 200 characters. */
  name: string;
  /** Where the value lies when all is well. */
  normalRange?: NormalRangeInput | null | undefined;
  /** What is measured, such as `velocity`. */
  quantity: string;
  /** Milliseconds between two readings, from 1 to 86400000 (one day). */
  samplingPeriodMs: number;
  /** When it is no longer believed. Only of a CONTINUOUS sensor. */
  signal?: SignalSettingsInput | null | undefined;
  /** Unique in the plant: 1 to 64 letters, digits and `. _ : / -`. */
  tag: string;
  /** The UCUM code of its unit, such as `mm/s`; `1` for none. */
  unit: string;
};

/** What depends on the equipment. */
export type Criticality =
  /** Its failure stops the plant or endangers it. */
  | 'CRITICAL'
  /** Its failure costs production. */
  | 'HIGH'
  /** Its failure can wait. */
  | 'LOW'
  /** Its failure is a nuisance. */
  | 'MEDIUM';

/** A version to delete. */
export type DeleteModelVersionInput = {
  /** The version. */
  id: string | number;
};

/** What to judge, by what. */
export type DetectAnomaliesInput = {
  /** What is done to the values before they are judged. Outliers that are taken out are not found. */
  cleaning?: CleaningInput | null | undefined;
  /** The first instant. */
  from: string;
  /** A detection version made for it; the one that is live now when absent. */
  modelVersionId?: string | number | null | undefined;
  /** The sensor, of kind CONTINUOUS. */
  sensorId: string | number;
  /** The last instant, inclusive; at most 2000000 samples after the first. */
  to: string;
};

/** Which detection jobs to list. Every field that is given must match. */
export type DetectionJobFilter = {
  /** Of those that were asked for together. */
  batchId?: string | null | undefined;
  /** For this sensor, alone or in a group. */
  sensorId?: string | number | null | undefined;
  /** With one of these statuses. */
  statuses?: Array<JobStatus> | null | undefined;
};

/** What decided. */
export type DetectionMode =
  /** Robust statistics of the sensor itself: no version was live, or none could be used. */
  | 'FALLBACK'
  /** The newest earlier version that could be used, because the live one could not; `Sensor.modelFaults` says why. */
  | 'LAST_GOOD'
  /** The live version of a trained model. */
  | 'MODEL';

/** Which detection runs to list. Every field that is given must match. */
export type DetectionRunFilter = {
  /** Judged by this version. */
  modelVersionId?: string | number | null | undefined;
  /** Of this sensor. */
  sensorId?: string | number | null | undefined;
};

/** When an anomaly opens and closes. */
export type DetectionSettingsInput = {
  /** Readings in a row below `closeRatio` times the threshold that close it, 1 to 100000. */
  closeAfterReadings: number;
  /** The share of the threshold below which a reading counts as calm, above 0 and at most 1. Of limits it sets the deadband: (1 − closeRatio) tenths of the range between the low and the high ones. */
  closeRatio: number;
  /** Whether a run of readings beyond a limit of the sensor opens an anomaly, too. */
  judgeLimits?: boolean;
  /** Readings in a row above the threshold that open an anomaly, 1 to 1000. */
  openAfterReadings: number;
};

/** A detector that knows the shapes, levels and spreads that were normal. What is absent has its default. */
export type DiscordEnvelopeInput = {
  /** How slow departures are found. */
  drift?: DriftTrackInput | null | undefined;
  /** The window of levels and spreads, 4 to 500 readings. 50. */
  envelopeWindow?: number | null | undefined;
  /** The smallest spread that counts, in scaled units. 0.05. */
  floor?: number | null | undefined;
  /** Whether a value that is normal in itself, but was never seen with its inputs as they are, is a departure. false. */
  inputs?: boolean | null | undefined;
  /** How many shapes are remembered, 256 to 65536. 4096. */
  maximumReferenceWindows?: number | null | undefined;
  /** How frozen and silent sensors are found. */
  runs?: RunTrackInput | null | undefined;
  /** Half the range, in the unit of the sensor, that counts as 1; from the data when absent. */
  scale?: number | null | undefined;
  /** Two window lengths of the shapes, each 4 to 500 readings. [16, 50]. */
  shapeWindows?: Array<number> | null | undefined;
  /** The threshold of the live score. Fixed, 5.5. */
  threshold?: ThresholdInput | null | undefined;
};

/** How slow departures are found. */
export type DriftTrackInput = {
  /** An announced drift that has not grown for so many readings is a new regime, 0 to 1000000; 0 never accepts. 500. */
  acceptAfter?: number | null | undefined;
  /** How many times the normal range of levels a level may leave it. 3. */
  margin?: number | null | undefined;
  /** The share of the limit under which an announced drift ends, 0 to 1. 0.5. */
  release?: number | null | undefined;
  /** Readings over which a level is averaged, 0 to 100000; 0 switches it off. 400. */
  window?: number | null | undefined;
};

/** A fixed random network whose readout predicts the sensor: recurrent, and trained in a tenth of a second (Jaeger 2001). What is absent has its default. */
export type EchoStateInput = {
  /** How errors of prediction become departures. */
  errors?: ErrorThresholdInput | null | undefined;
  /** Connections into each unit, 1 to 100. 10. */
  inDegree?: number | null | undefined;
  /** How strongly values enter, 0.001 to 100. 1. */
  inputScale?: number | null | undefined;
  /** Whether it looks at the inputs of the sensor. false. */
  inputs?: boolean | null | undefined;
  /** The share of the new in each step, 0.001 to 1. 0.3. */
  leak?: number | null | undefined;
  /** How strongly weights are held small, 1e-9 to 1000. 0.001. */
  ridge?: number | null | undefined;
  /** How frozen and silent sensors are found. */
  runs?: RunTrackInput | null | undefined;
  /** How it sees values. TRAIN_RANGE. */
  scaling?: Scaling | null | undefined;
  /** How long the network remembers, 0 to 2. 0.9. */
  spectralRadius?: number | null | undefined;
  /** The least live threshold of smoothed errors, scaled. A tail of rate 0.0001, at least 0.05. */
  threshold?: ThresholdInput | null | undefined;
  /** Units of the network, 4 to 1000. 100. */
  units?: number | null | undefined;
};

/** Several detectors as one, by the harmonic mean of the probabilities that a normal reading has their scores (Wilson 2019). What is absent has its default. */
export type EnsembleInput = {
  /** Two to five of different families. discordEnvelope, autoregression and reconstruction. */
  members?: Array<EnsembleMemberInput> | null | undefined;
  /** Normal readings a false alarm, 10 to 1000000. 10000. */
  oneIn?: number | null | undefined;
  /** In batch: samples added on both sides of a finding, 0 to 10000. 50. */
  pad?: number | null | undefined;
  /** In batch: the share by which a finding must stand out from what is normal, 0 to 1. 0.1. */
  prune?: number | null | undefined;
  /** How frozen and silent sensors are found, by all members; where absent each has its own. */
  runs?: RunTrackInput | null | undefined;
};

/** A member of an ensemble with its settings: exactly one field. */
export type EnsembleMemberInput =
  {   /** A detector that predicts with a linear regression over the last values. */
  autoregression: AutoregressionInput; discordEnvelope?: never; echoState?: never; reconstruction?: never; robust?: never; telemanom?: never; }
  |  { autoregression?: never;   /** A detector of unseen shapes and levels. */
  discordEnvelope: DiscordEnvelopeInput; echoState?: never; reconstruction?: never; robust?: never; telemanom?: never; }
  |  { autoregression?: never; discordEnvelope?: never;   /** A detector that predicts with an echo-state network. */
  echoState: EchoStateInput; reconstruction?: never; robust?: never; telemanom?: never; }
  |  { autoregression?: never; discordEnvelope?: never; echoState?: never;   /** A detector of windows unlike any combination of normal ones. */
  reconstruction: ReconstructionInput; robust?: never; telemanom?: never; }
  |  { autoregression?: never; discordEnvelope?: never; echoState?: never; reconstruction?: never;   /** A detector of values far from the median. */
  robust: RobustInput; telemanom?: never; }
  |  { autoregression?: never; discordEnvelope?: never; echoState?: never; reconstruction?: never; robust?: never;   /** A detector that predicts with LSTM layers. */
  telemanom: TelemanomInput; };

/** Which equipment to list. Every field that is given must match. */
export type EquipmentFilter = {
  /** One of these criticalities. */
  criticalities?: Array<Criticality> | null | undefined;
  /** Also what was taken out of service. */
  includeRetired?: boolean | null | undefined;
  /** One of these levels. */
  kinds?: Array<EquipmentKind> | null | undefined;
  /** Held directly by this. */
  parentId?: string | number | null | undefined;
  /** Part of a tag or a name; A to Z and a to z are alike. */
  search?: string | null | undefined;
  /** This equipment and everything below it. */
  within?: string | number | null | undefined;
};

/** A level of the equipment tree. */
export type EquipmentKind =
  /** A part of a site. */
  | 'AREA'
  /** A plant or a spacecraft: the top of the tree. */
  | 'SITE'
  /** A machine. Only units have sensors. */
  | 'UNIT';

/** How errors of prediction become departures: smoothed, held against a threshold that is chosen anew for every batch, widened and pruned. What is absent has its default. */
export type ErrorThresholdInput = {
  /** Samples after which the threshold is chosen anew, 1 to 1000. 70. */
  batch?: number | null | undefined;
  /** How far a departure spreads to both sides, 0 to 1000 samples. 100. */
  buffer?: number | null | undefined;
  /** The most of them, up to 50. 12. */
  highestZ?: number | null | undefined;
  /** The least standard deviations above the mean that are tried as threshold, 0.5 to 20. 2.5. */
  lowestZ?: number | null | undefined;
  /** The share by which the peak of a departure must stand out from what is normal, 0 to 0.99. 0.13. */
  prune?: number | null | undefined;
  /** Span of the exponential smoothing of errors, 1 to 2000 samples. 30. */
  smoothing?: number | null | undefined;
  /** The distance of those that are tried, 0.05 to 5. 0.5. */
  stepZ?: number | null | undefined;
  /** The latest batches that it is chosen from, 1 to 100, together at most 2500 samples. 30. */
  windowBatches?: number | null | undefined;
};

/** Exponentially weighted statistics. */
export type ExponentialFeaturesInput = {
  /** In samples, 1 to 1000: a new one has the weight 2 / (span + 1). */
  span: number;
  /** Which, a column each. */
  statistics: Array<ExponentialStatistic>;
};

/** What is said of all samples, the newer with the greater weight. */
export type ExponentialStatistic =
  /** Their weighted standard deviation. */
  | 'DEVIATION'
  /** Their weighted mean. */
  | 'MEAN';

/** How often a normal reading may exceed a threshold. */
export type FalseAlarmRateInput = {
  /** The least threshold, and the threshold where there is nothing to learn from. */
  atLeast?: number | null | undefined;
  /** One in so many normal readings, 10 to 1000000000. */
  oneIn: number;
};

/** Columns computed from the values of the sensor and their times, each from a sample and those before it: at most 64. A window counts samples; live, readings. */
export type FeaturesInput = {
  /** Two columns each: sine and cosine. */
  calendar?: Array<CalendarTerm> | null | undefined;
  /** The value less that of so many samples ago, 1 to 256; at most 16. */
  differences?: Array<number> | null | undefined;
  /** At most 8 spans. */
  exponential?: Array<ExponentialFeaturesInput> | null | undefined;
  /** The value so many samples ago, 1 to 256; at most 16. */
  lags?: Array<number> | null | undefined;
  /** At most 8 windows. */
  rolling?: Array<RollingFeaturesInput> | null | undefined;
  /** At most 4 windows. */
  spectral?: Array<SpectralFeaturesInput> | null | undefined;
};

/** What happened to a forecast. */
export type ForecastChange =
  /** It was made. */
  | 'ISSUED'
  /** All its steps are judged; once more when readings that came late changed that. */
  | 'JUDGED';

/** The weighted mean of several forecasters; weights go with one over the mean squared error of each on the last quarter of the samples (Bates & Granger 1969). What is absent has its default. */
export type ForecastEnsembleInput = {
  /** How far ahead it reaches, 1 to 720 steps. 96. */
  horizon?: number | null | undefined;
  /** How the intervals of the whole are made; those of its members are not used. */
  intervals?: ForecastIntervalsInput | null | undefined;
  /** Two to five of different families. ridge, leastSquares and seasonalNaive. */
  members?: Array<ForecastMemberInput> | null | undefined;
};

/** Which changes to hear of. Every field that is given must match. */
export type ForecastEventFilter = {
  /** On sensors of this equipment and of everything below it. */
  equipmentId?: string | number | null | undefined;
  /** Of forecasts made in one of these modes. */
  modes?: Array<ForecastMode> | null | undefined;
  /** On these sensors, at most 1000. */
  sensorIds?: Array<string | number> | null | undefined;
  /** These changes. */
  types?: Array<ForecastChange> | null | undefined;
};

/** How the intervals around a forecast are made, from its errors on samples that the weights have not seen. */
export type ForecastIntervalMethod =
  /** The residuals of each step, as they are (Lei et al. 2018). Nothing is learnt live, and no risk is known. */
  | 'CONFORMAL'
  /** Past residuals in units of how much the sensor moves, widened or narrowed by what live intervals have missed. */
  | 'TRACKER';

/** How intervals are made. What is absent has its default. */
export type ForecastIntervalsInput = {
  /** Of TRACKER alone: how far the logarithm of the width moves in a season in which all is missed, 0 to 2. 0.5. */
  gain?: number | null | undefined;
  /** The method. */
  method?: ForecastIntervalMethod | null | undefined;
  /** Of TRACKER alone: residual paths that are remembered, 20 to 2000. 400. */
  paths?: number | null | undefined;
};

/** A member of an ensemble of forecasters with its settings: exactly one field. Its horizon is that of the ensemble. */
export type ForecastMemberInput =
  {   /** A forecaster that repeats the last value. */
  lastValue: LastValueInput; leastSquares?: never; ridge?: never; ridge504?: never; seasonalNaive?: never; transformer?: never; }
  |  { lastValue?: never;   /** The same without season and penalty, look-back 336: what others have to beat. Penalty 0.000001. */
  leastSquares: RidgeInput; ridge?: never; ridge504?: never; seasonalNaive?: never; transformer?: never; }
  |  { lastValue?: never; leastSquares?: never;   /** A linear forecaster, the mean of four look-backs unless one is set. Penalty 7. */
  ridge: RidgeInput; ridge504?: never; seasonalNaive?: never; transformer?: never; }
  |  { lastValue?: never; leastSquares?: never; ridge?: never;   /** The same with one look-back of 504 samples, three weeks of hours, unless one is set. Penalty 7. */
  ridge504: RidgeInput; seasonalNaive?: never; transformer?: never; }
  |  { lastValue?: never; leastSquares?: never; ridge?: never; ridge504?: never;   /** A forecaster that repeats the last season. */
  seasonalNaive: SeasonalNaiveInput; transformer?: never; }
  |  { lastValue?: never; leastSquares?: never; ridge?: never; ridge504?: never; seasonalNaive?: never;   /** A forecaster with a Transformer encoder. */
  transformer: TransformerInput; };

/** What made a forecast. */
export type ForecastMode =
  /** The naive forecast of the history itself: no version was live, or none could be used. */
  | 'FALLBACK'
  /** The newest earlier version that could be used, because the live one could not; `Sensor.modelFaults` says why. */
  | 'LAST_GOOD'
  /** The live version of a trained model. */
  | 'MODEL'
  /** A version in the shadow of what is live (`startShadowRun`): judged, not announced, in no figures but those of its run, and in lists only where `modes` names it. */
  | 'SHADOW';

/** Why a stream cannot say what happened. */
export type GapReason =
  /** The events after the cursor are older than what the server keeps. */
  | 'EXPIRED'
  /** This server never gave that cursor: another database, or one restored from a copy. */
  | 'UNKNOWN_CURSOR';

/** Which decisions to list. Every field that is given must match. */
export type GateDecisionFilter = {
  /** Of this candidate. */
  modelVersionId?: string | number | null | undefined;
  /** With one of these outcomes. */
  outcomes?: Array<GateOutcome> | null | undefined;
  /** For this sensor. */
  sensorId?: string | number | null | undefined;
  /** For this task. */
  task?: ModelTask | null | undefined;
};

/** What the gate came to. */
export type GateOutcome =
  /** It would not have, and an administrator did. */
  | 'OVERRIDDEN'
  /** It let the version live. */
  | 'PASSED'
  /** It did not. */
  | 'REFUSED';

/** Why the gate let a version live, or did not. */
export type GateReason =
  /** Something else became live while it was judged. */
  | 'CHAMPION_CHANGED'
  /** Passed: what is live cannot be loaded. The figures are those of its training. */
  | 'CHAMPION_UNUSABLE'
  /** It misses confirmed anomalies that the champion catches. */
  | 'FEWER_CATCHES'
  /** Passed: nothing was live. The figures are those of its training. */
  | 'FIRST_VERSION'
  /** Its mean absolute error is larger by over 5 %. */
  | 'LESS_ACCURATE'
  /** It has more false alarms than chance explains (5 %). */
  | 'MORE_FALSE_ALARMS'
  /** Its anomalies take more of the time, by over 5 % of the readings. */
  | 'MORE_TIME_OPEN'
  /** It gives scores or forecasts that are not finite. */
  | 'NON_FINITE_SCORES'
  /** Passed: it is not worse than what is live on the same readings. */
  | 'NOT_WORSE'
  /** Fewer than 50 readings, or no origin of a forecast, that neither was fitted on. */
  | 'TOO_FEW_READINGS'
  /** What it promises holds less: the share of readings above its threshold, by over 2 points, or the coverage of its 90 % band, by over 5 while its pinball loss is larger. */
  | 'WORSE_CALIBRATED';

/** An outlier is further from the median of its window than `times` scaled median absolute deviations (Hampel 1974). */
export type HampelFilterInput = {
  /** Samples of the window on each side, 1 to 500; a shorter event is an outlier. */
  halfWidth: number;
  /** What becomes of it. */
  replacement?: OutlierReplacement;
  /** From how many deviations on it is one, 0.5 to 100. */
  times?: number;
};

/** Which imported versions to list. Every field that is given must match. */
export type ImportedVersionFilter = {
  /** Of this registered model. */
  registeredModelId?: string | number | null | undefined;
  /** Taken by this import. */
  registryImportId?: string | number | null | undefined;
  /** Made for this sensor. */
  sensorId?: string | number | null | undefined;
};

/** How missing samples are filled. */
export type ImputationInput = {
  /** Samples of the longest gap that is filled, 1 to 10000; longer ones stay. */
  longestGap?: number;
  /** With what. */
  method: ImputationMethod;
  /** For SEASONAL: the season in samples, 2 to 100000; found in the data when absent. */
  season?: number | null | undefined;
};

/** What missing samples are filled with. What a method cannot know stays missing. */
export type ImputationMethod =
  /** What stood in the five stretches of the same series whose surroundings are nearest, on the level of the gap. */
  | 'KNN'
  /** A line between the two samples beside the gap. */
  | 'LINEAR'
  /** Nothing. */
  | 'NONE'
  /** The mean of one season ago and one ahead, or the one that is known; at most seven seasons away. */
  | 'SEASONAL'
  /** A monotone cubic curve (PCHIP) through two samples on each side; never outside those beside the gap. */
  | 'SPLINE';

/** What to forecast. */
export type IssueForecastInput = {
  /** How many steps of the sampling period, from 1 to 720, at most as far as the live version reaches. */
  horizon?: number;
  /** The levels of the bands, ascending, each above 0 and below 1, at most 9. */
  levels?: Array<number>;
  /** The sensor, of kind CONTINUOUS. */
  sensorId: string | number;
};

/** How far a job is. */
export type JobStatus =
  /** It was cancelled. */
  | 'CANCELLED'
  /** It has ended with a failure. */
  | 'FAILED'
  /** It waits for a free worker. */
  | 'QUEUED'
  /** A worker has it. */
  | 'RUNNING'
  /** It has ended well. */
  | 'SUCCEEDED';

/** What to say of an anomaly. */
export type LabelAnomalyInput = {
  /** The anomaly. */
  anomalyId: string | number;
  /** Why, at most 2000 characters; space around it is left out. */
  note?: string | null | undefined;
  /** What it was. */
  verdict: Verdict;
};

/** A forecaster that repeats the last value. What is absent has its default. */
export type LastValueInput = {
  /** How far ahead it reaches, 1 to 720 steps. 96. */
  horizon?: number | null | undefined;
  /** How its intervals are made. */
  intervals?: ForecastIntervalsInput | null | undefined;
};

/** A limit of a sensor, after ISA-18.2. */
export type LimitName =
  /** H: it is high. */
  | 'HIGH'
  /** HH: act now, it is too high. */
  | 'HIGH_HIGH'
  /** L: it is low. */
  | 'LOW'
  /** LL: act now, it is too low. */
  | 'LOW_LOW';

/** Limits in the unit of the sensor, lowLow ≤ low ≤ high ≤ highHigh; absent where there is none. */
export type LimitsInput = {
  /** H. */
  high?: number | null | undefined;
  /** HH. */
  highHigh?: number | null | undefined;
  /** L. */
  low?: number | null | undefined;
  /** LL. */
  lowLow?: number | null | undefined;
};

/** What is not as it was when a dataset was pinned. */
export type LineageChangeKind =
  /** The arrays differ; what they were made of was not recorded then. */
  | 'ARRAYS'
  /** The same cleaning steps give another result. */
  | 'CLEANING'
  /** This release computes features otherwise. */
  | 'FEATURES'
  /** Values of an input differ. */
  | 'INPUTS'
  /** Operators hold other samples before those for judging to be anomalous. */
  | 'LABELS'
  /** The first or the last sample has no reading any longer. */
  | 'RANGE'
  /** Readings that were stored no longer are. */
  | 'READINGS_GONE'
  /** Readings came later. */
  | 'SAMPLE_COUNT'
  /** Stored values of the sensor differ. */
  | 'VALUES';

/** A distance from the median of held-out normal scores. */
export type MadThresholdInput = {
  /** The least threshold, and the threshold where there is nothing to learn from. */
  atLeast?: number | null | undefined;
  /** Median absolute deviations, each scaled to a standard deviation, 0.1 to 1000. */
  times: number;
};

/** A figure within bounds. Versions without that figure do not match. */
export type MetricRangeInput = {
  /** The lower bound, inclusive. */
  atLeast?: number | null | undefined;
  /** The upper bound, inclusive. */
  atMost?: number | null | undefined;
  /** Its name, such as `mae`. */
  name: string;
};

/** Which changes to hear of. Every field that is given must match. */
export type ModelEventFilter = {
  /** On sensors of this equipment and of everything below it. */
  equipmentId?: string | number | null | undefined;
  /** On these sensors, at most 1000. */
  sensorIds?: Array<string | number> | null | undefined;
};

/** A family of models with its settings: exactly one field. `{ robust: {} }` takes all defaults. */
export type ModelInput =
  {   /** A detector chosen on held-out data without labels. */
  auto: AutoInput; autoregression?: never; discordEnvelope?: never; echoState?: never; ensemble?: never; forecastEnsemble?: never; lastValue?: never; leastSquares?: never; reconstruction?: never; ridge?: never; ridge504?: never; robust?: never; seasonalNaive?: never; telemanom?: never; transformer?: never; }
  |  { auto?: never;   /** A detector that predicts with a linear regression over the last values. */
  autoregression: AutoregressionInput; discordEnvelope?: never; echoState?: never; ensemble?: never; forecastEnsemble?: never; lastValue?: never; leastSquares?: never; reconstruction?: never; ridge?: never; ridge504?: never; robust?: never; seasonalNaive?: never; telemanom?: never; transformer?: never; }
  |  { auto?: never; autoregression?: never;   /** A detector of unseen shapes and levels. */
  discordEnvelope: DiscordEnvelopeInput; echoState?: never; ensemble?: never; forecastEnsemble?: never; lastValue?: never; leastSquares?: never; reconstruction?: never; ridge?: never; ridge504?: never; robust?: never; seasonalNaive?: never; telemanom?: never; transformer?: never; }
  |  { auto?: never; autoregression?: never; discordEnvelope?: never;   /** A detector that predicts with an echo-state network. */
  echoState: EchoStateInput; ensemble?: never; forecastEnsemble?: never; lastValue?: never; leastSquares?: never; reconstruction?: never; ridge?: never; ridge504?: never; robust?: never; seasonalNaive?: never; telemanom?: never; transformer?: never; }
  |  { auto?: never; autoregression?: never; discordEnvelope?: never; echoState?: never;   /** Several detectors as one. */
  ensemble: EnsembleInput; forecastEnsemble?: never; lastValue?: never; leastSquares?: never; reconstruction?: never; ridge?: never; ridge504?: never; robust?: never; seasonalNaive?: never; telemanom?: never; transformer?: never; }
  |  { auto?: never; autoregression?: never; discordEnvelope?: never; echoState?: never; ensemble?: never;   /** Several forecasters as one. */
  forecastEnsemble: ForecastEnsembleInput; lastValue?: never; leastSquares?: never; reconstruction?: never; ridge?: never; ridge504?: never; robust?: never; seasonalNaive?: never; telemanom?: never; transformer?: never; }
  |  { auto?: never; autoregression?: never; discordEnvelope?: never; echoState?: never; ensemble?: never; forecastEnsemble?: never;   /** A forecaster that repeats the last value. */
  lastValue: LastValueInput; leastSquares?: never; reconstruction?: never; ridge?: never; ridge504?: never; robust?: never; seasonalNaive?: never; telemanom?: never; transformer?: never; }
  |  { auto?: never; autoregression?: never; discordEnvelope?: never; echoState?: never; ensemble?: never; forecastEnsemble?: never; lastValue?: never;   /** The same without season and penalty, look-back 336: what others have to beat. Penalty 0.000001. */
  leastSquares: RidgeInput; reconstruction?: never; ridge?: never; ridge504?: never; robust?: never; seasonalNaive?: never; telemanom?: never; transformer?: never; }
  |  { auto?: never; autoregression?: never; discordEnvelope?: never; echoState?: never; ensemble?: never; forecastEnsemble?: never; lastValue?: never; leastSquares?: never;   /** A detector of windows unlike any combination of normal ones. */
  reconstruction: ReconstructionInput; ridge?: never; ridge504?: never; robust?: never; seasonalNaive?: never; telemanom?: never; transformer?: never; }
  |  { auto?: never; autoregression?: never; discordEnvelope?: never; echoState?: never; ensemble?: never; forecastEnsemble?: never; lastValue?: never; leastSquares?: never; reconstruction?: never;   /** A linear forecaster, the mean of four look-backs unless one is set. Penalty 7. */
  ridge: RidgeInput; ridge504?: never; robust?: never; seasonalNaive?: never; telemanom?: never; transformer?: never; }
  |  { auto?: never; autoregression?: never; discordEnvelope?: never; echoState?: never; ensemble?: never; forecastEnsemble?: never; lastValue?: never; leastSquares?: never; reconstruction?: never; ridge?: never;   /** The same with one look-back of 504 samples, three weeks of hours, unless one is set. Penalty 7. */
  ridge504: RidgeInput; robust?: never; seasonalNaive?: never; telemanom?: never; transformer?: never; }
  |  { auto?: never; autoregression?: never; discordEnvelope?: never; echoState?: never; ensemble?: never; forecastEnsemble?: never; lastValue?: never; leastSquares?: never; reconstruction?: never; ridge?: never; ridge504?: never;   /** A detector of values far from the median. */
  robust: RobustInput; seasonalNaive?: never; telemanom?: never; transformer?: never; }
  |  { auto?: never; autoregression?: never; discordEnvelope?: never; echoState?: never; ensemble?: never; forecastEnsemble?: never; lastValue?: never; leastSquares?: never; reconstruction?: never; ridge?: never; ridge504?: never; robust?: never;   /** A forecaster that repeats the last season. */
  seasonalNaive: SeasonalNaiveInput; telemanom?: never; transformer?: never; }
  |  { auto?: never; autoregression?: never; discordEnvelope?: never; echoState?: never; ensemble?: never; forecastEnsemble?: never; lastValue?: never; leastSquares?: never; reconstruction?: never; ridge?: never; ridge504?: never; robust?: never; seasonalNaive?: never;   /** A detector that predicts with LSTM layers. */
  telemanom: TelemanomInput; transformer?: never; }
  |  { auto?: never; autoregression?: never; discordEnvelope?: never; echoState?: never; ensemble?: never; forecastEnsemble?: never; lastValue?: never; leastSquares?: never; reconstruction?: never; ridge?: never; ridge504?: never; robust?: never; seasonalNaive?: never; telemanom?: never;   /** A forecaster with a Transformer encoder. */
  transformer: TransformerInput; };

/** What a model is for. */
export type ModelTask =
  /** It says which readings depart from normal. */
  | 'DETECTION'
  /** It says where a sensor is heading. */
  | 'FORECASTING';

/** Which versions to list. Every field that is given must match. */
export type ModelVersionFilter = {
  /** true: archived ones; false: those that are not; both when absent. */
  archived?: boolean | null | undefined;
  /** Registered then or later. */
  createdFrom?: string | null | undefined;
  /** Registered then or earlier. */
  createdTo?: string | null | undefined;
  /** Made for a sensor of this equipment, or of something below it. */
  equipmentId?: string | number | null | undefined;
  /** Of one of these kinds of model, such as `ridge`. */
  families?: Array<string> | null | undefined;
  /** Deleted ones, too. */
  includeDeleted?: boolean | null | undefined;
  /** With every one of these figures, at most 10. */
  metrics?: Array<MetricRangeInput> | null | undefined;
  /** Of this registered model. */
  registeredModelId?: string | number | null | undefined;
  /** Part of the name of the sensor or group, or of the family; case does not matter. */
  search?: string | null | undefined;
  /** Made for this sensor, alone or in a group. */
  sensorId?: string | number | null | undefined;
  /** For this task. */
  task?: ModelTask | null | undefined;
};

/** What the bands around the forecasts of a network are made of. All are calibrated on held-out samples; the risk of crossing a limit goes by the residuals that TRACKER remembers, whichever is chosen. */
export type NetworkIntervals =
  /** The spread of paths with activations left out (Gal & Ghahramani 2016), a pass each. */
  | 'DROPOUT'
  /** The quantiles that it learnt. */
  | 'HEADS'
  /** Past residuals in units of how much the sensor moves, widened or narrowed by what live bands have missed. */
  | 'TRACKER';

/** Where a value lies when all is well, in the unit of the sensor; `high` is above `low`. */
export type NormalRangeInput = {
  /** The upper end. */
  high: number;
  /** The lower end. */
  low: number;
};

/** What becomes of an outlier. */
export type OutlierReplacement =
  /** It becomes the median around it. */
  | 'MEDIAN'
  /** It is missing, and may be imputed. */
  | 'MISSING';

/** What a performance score is made of. */
export type PerformancePart =
  /** Its error by itself. */
  | 'ACCURACY'
  /** How well what it promises holds. */
  | 'CALIBRATION'
  /** How much it was judged on. */
  | 'EVIDENCE'
  /** Its error beside that of the naive baseline; 0.5 is as good as that. */
  | 'SKILL';

/** A version that is not to be deleted. */
export type PinModelVersionInput = {
  /** The version. */
  id: string | number;
  /** Why, in 1 to 2000 characters. */
  reason: string;
};

/** A version to make live, whatever the gate says. */
export type PromoteDespiteGateInput = {
  /** As for `promoteModelVersion`. */
  expectedAssignmentId?: string | number | null | undefined;
  /** The version. */
  modelVersionId: string | number;
  /** Why, 1 to 2000 characters: kept with the decision of the gate and in the history. */
  reason: string;
};

/** A version to make live. */
export type PromoteModelVersionInput = {
  /** The newest assignment that the decision was made on: the promotion is refused with ASSIGNMENT_CONFLICT when another one is live by now. null when none was live; absent to replace whatever is. */
  expectedAssignmentId?: string | number | null | undefined;
  /** The version. */
  modelVersionId: string | number;
  /** Why, for the history, at most 2000 characters. */
  reason?: string | null | undefined;
};

/** What the source says of a reading. */
export type Quality =
  /** It means nothing; it is stored and not judged. */
  | 'BAD'
  /** It can be trusted. */
  | 'GOOD'
  /** It may be off. */
  | 'UNCERTAIN';

/** What costs points, for a share of 1 and at most. */
export type QualityDefect =
  /** Samples beyond the outermost limits of the sensor: 50, at most 15. */
  | 'BEYOND_LIMITS'
  /** All values are the same: 50. */
  | 'CONSTANT'
  /** Readings whose sample had one before: 50, at most 15. */
  | 'DUPLICATES'
  /** Readings out of step with the sampling period by more than a quarter: 40, at most 20. */
  | 'IRREGULAR'
  /** Readings that came after a later one: 25, at most 10. */
  | 'LATE'
  /** Samples of the longest gap: 50, at most 25. */
  | 'LONG_GAP'
  /** Samples without a value: 100, at most 60. */
  | 'MISSING'
  /** Samples more than 8 scaled median absolute deviations from the median: 200, at most 20. */
  | 'OUTLIERS'
  /** Samples in runs of more than 60 identical values: 80, at most 40. */
  | 'STUCK';

/** A score in one letter. */
export type QualityGrade =
  /** 90 or more. */
  | 'A'
  /** 80 or more. */
  | 'B'
  /** 65 or more. */
  | 'C'
  /** 50 or more. */
  | 'D'
  /** 35 or more. */
  | 'E'
  /** Less than 35. */
  | 'F';

/** Principal components of windows: finds shapes, and relations to the inputs, that were never seen. What is absent has its default. */
export type ReconstructionInput = {
  /** Whether it looks at the inputs of the sensor. false. */
  inputs?: boolean | null | undefined;
  /** How frozen and silent sensors are found. */
  runs?: RunTrackInput | null | undefined;
  /** How it sees values. TRAIN_RANGE. */
  scaling?: Scaling | null | undefined;
  /** The threshold of distances, scaled. Peaks over threshold, one in 10000, at least 0.05. */
  threshold?: ThresholdInput | null | undefined;
  /** The share of the variance of normal windows that is kept, 0.1 to 0.9999. 0.95. */
  variance?: number | null | undefined;
  /** Samples of a window, 2 to 200; at most an eighth of the samples of a short history, and 256 numbers together with the inputs. 50. */
  window?: number | null | undefined;
};

/** A batch of readings, at most one series a sensor. */
export type RecordReadingsInput = {
  /** True for history: it is stored for training and plots and raises nothing live. */
  historical?: boolean;
  /** The readings, sensor by sensor. */
  series: Array<SeriesInput>;
};

/** Why a reading was not stored. */
export type RejectionReason =
  /** The source time is before that of the reading before. */
  | 'DECREASING_TIME'
  /** The source time repeats that of the reading before. */
  | 'DUPLICATE_TIME'
  /** The source time is too far ahead of the clock here. */
  | 'FAR_FUTURE'
  /** The source time is not a plausible instant. */
  | 'INVALID_TIME'
  /** The value is no finite number; a missing one is null. */
  | 'NON_FINITE_VALUE';

/** A published decision. */
export type RerunDetectionInput = {
  /** The anomaly. */
  anomalyId: string | number;
  /** Which revision of it, from 1. */
  revision: number;
};

/** A token to end for good. */
export type RevokeApiTokenInput = {
  /** The token. */
  id: string | number;
};

/** A linear forecaster in closed form. What is absent has its default. */
export type RidgeInput = {
  /** How far ahead it reaches, 1 to 720 steps. 96. */
  horizon?: number | null | undefined;
  /** How its intervals are made. */
  intervals?: ForecastIntervalsInput | null | undefined;
  /** Samples that a forecast looks at, 2 to 2016; chosen from the data when absent. */
  lookback?: number | null | undefined;
  /** How strongly each window holds weights small, for inputs of unit variance: 0.000001 to 1000. */
  penalty?: number | null | undefined;
  /** The season in samples, 1 to 2016, 1 for none; found in the data when absent. */
  season?: number | null | undefined;
};

/** Why nothing is said of a risk. */
export type RiskAbsence =
  /** The sensor had no limits at the origin. */
  | 'NO_LIMITS'
  /** What made the forecast remembers none of its errors: the fallback, or other intervals. */
  | 'NO_RESIDUAL_PATHS';

/** How likely it is that a limit is crossed within the horizon. */
export type RiskLevel =
  /** From 0.8. */
  | 'CRITICAL'
  /** From 0.5. */
  | 'HIGH'
  /** From 0.05. */
  | 'LOW'
  /** From 0.2. */
  | 'MEDIUM'
  /** Below 0.05. */
  | 'NEGLIGIBLE';

/** A detector of values far from the median. What is absent has its default. */
export type RobustInput = {
  /** How frozen and silent sensors are found. */
  runs?: RunTrackInput | null | undefined;
  /** How small shifts that last are found; switched off when absent. */
  shift?: ShiftTrackInput | null | undefined;
  /** The threshold. A tail of rate 0.0001, at least 4. */
  threshold?: ThresholdInput | null | undefined;
};

/** What a token may do: each may also do what those before it may. */
export type Role =
  /** Override the gate, delete, and see to tokens. */
  | 'ADMIN'
  /** Change equipment and sensors, train, promote. */
  | 'ENGINEER'
  /** Record readings, label anomalies, ask for forecasts. */
  | 'OPERATOR'
  /** Read. */
  | 'VIEWER';

/** A promotion to undo. */
export type RollbackModelInput = {
  /** Why, for the history, at most 2000 characters. */
  reason?: string | null | undefined;
  /** The sensor. */
  sensorId: string | number;
  /** The task. */
  task: ModelTask;
};

/** A version that is to be live for nobody any more. */
export type RollbackModelVersionInput = {
  /** The version. */
  modelVersionId: string | number;
  /** Why, for the history, at most 2000 characters. */
  reason?: string | null | undefined;
};

/** Statistics of a window that ends with the sample. */
export type RollingFeaturesInput = {
  /** Which, a column each. */
  statistics: Array<RollingStatistic>;
  /** Its samples, 2 to 256. */
  window: number;
};

/** What is said of the last samples of a window; missing ones are left out. */
export type RollingStatistic =
  /** Their standard deviation, of the population. */
  | 'DEVIATION'
  /** The greatest of them. */
  | 'MAXIMUM'
  /** Their mean. */
  | 'MEAN'
  /** The least of them. */
  | 'MINIMUM'
  /** The slope of the least squares line, in the unit of the sensor a sample. */
  | 'SLOPE';

/** A token to give a new text. */
export type RotateApiTokenInput = {
  /** The token. */
  id: string | number;
  /** How long the text before it stays good, from 0 to 2592000 (30 days). */
  overlapSeconds?: number;
};

/** How frozen and silent sensors are found. */
export type RunTrackInput = {
  /** Missing readings in a row that are always allowed, 0 to 100000; 0 switches it off. 5. */
  dropoutMinimum?: number | null | undefined;
  /** Identical readings in a row that are always allowed, 0 to 100000; 0 switches it off. 12. */
  stuckMinimum?: number | null | undefined;
};

/** How a model sees the values of a sensor and its inputs. */
export type Scaling =
  /** As they are: for data that is scaled already. */
  | 'AS_IS'
  /** The range of the training part becomes about −1 to 1. */
  | 'TRAIN_RANGE';

/** Which sensors to forecast without being asked, and how: `sensorIds` or `equipmentId`. */
export type ScheduleForecastsInput = {
  /** The CONTINUOUS sensors in service of this equipment and of everything below it. */
  equipmentId?: string | number | null | undefined;
  /** After how many sampling periods the next forecast is issued, 1 to 100000, by the source times of the readings. 0 ends the schedule. */
  everySteps: number;
  /** How many steps of the sampling period, from 1 to 720, at most as far as the live version reaches. */
  horizon?: number;
  /** The levels of the bands, ascending, each above 0 and below 1, at most 9. */
  levels?: Array<number>;
  /** These sensors, of kind CONTINUOUS and in service, at most 1000. */
  sensorIds?: Array<string | number> | null | undefined;
};

/** Whom a version serves. */
export type ScopeKind =
  /** A named group of sensors that share its weights. */
  | 'GROUP'
  /** One sensor. */
  | 'SENSOR';

/** What to judge. */
export type ScoreSeriesInput = {
  /** What is done to the values before they are judged. Outliers that are taken out are not found. */
  cleaning?: CleaningInput | null | undefined;
  /** The first instant. */
  from: string;
  /** A detection version made for it; the live one when absent. */
  modelVersionId?: string | number | null | undefined;
  /** The sensor, of kind CONTINUOUS. */
  sensorId: string | number;
  /** The last instant, inclusive; at most 50000 samples after the first. */
  to: string;
};

/** A forecaster that repeats the last season. What is absent has its default. */
export type SeasonalNaiveInput = {
  /** How far ahead it reaches, 1 to 720 steps. 96. */
  horizon?: number | null | undefined;
  /** How its intervals are made. */
  intervals?: ForecastIntervalsInput | null | undefined;
  /** The season in samples, 1 to 2016, 1 for none; found in the data when absent. */
  season?: number | null | undefined;
};

/** Which sensors to list. Every field that is given must match. */
export type SensorFilter = {
  /** Also sensors taken out of service. */
  includeRetired?: boolean | null | undefined;
  /** This kind. */
  kind?: SensorKind | null | undefined;
  /** Part of a tag or a name; A to Z and a to z are alike. */
  search?: string | null | undefined;
  /** In one of these states; of CONTINUOUS sensors. */
  signalStates?: Array<SignalState> | null | undefined;
  /** One of these tags, exactly. */
  tags?: Array<string> | null | undefined;
  /** Of this equipment and of everything below it. */
  within?: string | number | null | undefined;
};

/** How the readings of a sensor are to be read. */
export type SensorKind =
  /** Sampled at its period. */
  | 'CONTINUOUS'
  /** Stored on change, and read as its last value at or before an instant: a command, a mode, a set point. */
  | 'STEP';

/** Readings of one sensor as columns of equal length, ascending in time. */
export type SeriesInput = {
  /** What the source says of each; GOOD when absent. */
  qualities?: Array<Quality> | null | undefined;
  /** The sensor. */
  sensorId: string | number;
  /** When each was measured. */
  times: Array<string>;
  /** The values in the unit of the sensor; null where one is missing. */
  values: Array<number | null | undefined>;
};

/** A version to compare with what is live. */
export type SetChallengerInput = {
  /** A version made for it, alone or in a group. */
  modelVersionId: string | number;
  /** The sensor. */
  sensorId: string | number;
};

/** What to change of a retention policy; what is absent stays. */
export type SetModelRetentionPolicyInput = {
  /** For the sensors of this equipment and of all below it; for those of the whole plant when absent. */
  equipmentId?: string | number | null | undefined;
  /** Whether it deletes. While it does not, everything is kept where it holds. At first false. */
  isEnabled?: boolean | null | undefined;
  /** What was live for somebody within so many days stays, 0 to 3650. At first 90. */
  keepLiveWithinDays?: number | null | undefined;
  /** So many of the newest versions of each registered model stay, 1 to 1000. At first 5. */
  keepNewest?: number | null | undefined;
};

/** What to change of the policy of a task; what is absent stays. */
export type SetRetrainingPolicyInput = {
  /** A sensor is left alone for so long after its last training was asked for, by anyone and however it ended: above 0 and at most 8760. At first 24. */
  coolDownHours?: number | null | undefined;
  /** Also trains sensors that have no version: discord-envelope or ridge with their defaults. At first false. */
  includeUntrained?: boolean | null | undefined;
  /** Whether it asks for trainings at all. At first false. */
  isEnabled?: boolean | null | undefined;
  /** The budget: trainings that it asks for within 24 hours, 1 to 100000. At first 100. */
  jobsPerDay?: number | null | undefined;
  /** A version older than this is stale, above 0 and at most 3650. At first 30. */
  maximumAgeDays?: number | null | undefined;
  /** Makes the new versions live. Without it the policy never changes what is live. At first false. */
  promote?: boolean | null | undefined;
  /** The task. */
  task: ModelTask;
  /** Data older than this is left out, above 0 and at most 3650; everything stored when null. At first null. */
  trainOnLastDays?: number | null | undefined;
};

/** The band of an anomaly by how many times its score exceeds its threshold: one rule for every detector. */
export type Severity =
  /** From 5 times. */
  | 'CRITICAL'
  /** From 2.5 times. */
  | 'HIGH'
  /** From 1 times. */
  | 'LOW'
  /** From 1.5 times. */
  | 'MEDIUM';

/** What ended a run in the shadow. */
export type ShadowEnd =
  /** Its version is live. */
  | 'PROMOTED'
  /** Someone stopped it. */
  | 'STOPPED'
  /** Its version cannot be loaded, or threw while it judged. */
  | 'UNUSABLE'
  /** Its version is the challenger no more: another was named, or none is. */
  | 'WITHDRAWN';

/** Which runs to list. Every field that is given must match. */
export type ShadowRunFilter = {
  /** true: those that run; false: those that have ended. */
  running?: boolean | null | undefined;
  /** On this sensor. */
  sensorId?: string | number | null | undefined;
};

/** How small shifts that last are found: cumulative sums of deviations from the mean (Page 1954). What is absent has its default. */
export type ShiftTrackInput = {
  /** Readings a false alarm, 100 to 1000000000. 1000000. */
  oneIn?: number | null | undefined;
  /** The shift to find soonest, in standard deviations, 0.1 to 10. 1. */
  size?: number | null | undefined;
};

/** Which changes to hear of. Every field that is given must match. */
export type SignalEventFilter = {
  /** On sensors of this equipment and of everything below it. */
  equipmentId?: string | number | null | undefined;
  /** On these sensors, at most 1000. */
  sensorIds?: Array<string | number> | null | undefined;
  /** Into one of these states, or out of it. */
  states?: Array<SignalState> | null | undefined;
};

/** When a sensor is no longer believed. What is absent is left to the server, 0 switches off. */
export type SignalSettingsInput = {
  /** Milliseconds without a reading after which it is SILENT, and without a usable one after which it is DROPPED_OUT: 0, or 1000 to 604800000; when absent five periods, and at least a minute. */
  silentAfterMs?: number | null | undefined;
  /** Readings in a row with exactly the same value that make it STUCK: 0, or 2 to 100000; when absent it is learned: ten times the longest run of the sensor, and at least 30, once a hundred runs are known. */
  stuckAfterReadings?: number | null | undefined;
};

/** Whether a sensor can be believed, whatever its values mean. */
export type SignalState =
  /** Readings come, and none can be used: BAD, or without a value. */
  | 'DROPPED_OUT'
  /** Usable readings come. */
  | 'LIVE'
  /** No live reading has come yet. */
  | 'NEVER_HEARD'
  /** Nothing comes. */
  | 'SILENT'
  /** The value has stopped to change, for longer than is usual for this sensor. */
  | 'STUCK';

/** Energy and entropy of the spectrum of a window that ends with the sample, in bands: two columns a band. */
export type SpectralFeaturesInput = {
  /** Bands of equal width up to half the sampling frequency, 1 to 8 and at most a quarter of the window. */
  bands: number;
  /** Its samples: 16, 32, 64, 128 or 256. */
  window: number;
};

/** What is to run beside what is live. */
export type StartShadowRunInput = {
  /** A version made for it, which becomes its challenger; the challenger it has for the task when absent. */
  modelVersionId?: string | number | null | undefined;
  /** The sensor. */
  sensorId: string | number;
  /** Where no version is named: whose challenger. That of the version otherwise. */
  task?: ModelTask | null | undefined;
};

/** What to stop. */
export type StopShadowRunInput = {
  /** The run. */
  id: string | number;
};

/** A threshold that goes on learning from live scores that are no departures (SPOT, DSPOT). */
export type StreamingThresholdInput = {
  /** Whether a reading is held against a moving level. false. */
  drift?: boolean | null | undefined;
  /** One in so many normal readings, 10 to 1000000000. */
  oneIn: number;
};

/** Runs of exactly identical values become missing. Lost samples, as few as the limit, do not end a run. */
export type StuckFilterInput = {
  /** Identical values in a row that are still believed, 1 to 100000. */
  longest: number;
};

/** A score that normal readings exceed at a given rate, from the tail of held-out normal scores. */
export type TailThresholdInput = {
  /** The least threshold. */
  atLeast: number;
  /** The share of normal readings that may exceed it, from 1e-9 to 0.02. */
  rate: number;
};

/** Stacked LSTM layers that predict the sensor from itself and its inputs (Hundman et al. 2018). What is absent has its default. */
export type TelemanomInput = {
  /** Windows a step of training, 1 to 1024. 64. */
  batch?: number | null | undefined;
  /** The share left out after each layer while training, 0 to 0.9. 0.3. */
  dropout?: number | null | undefined;
  /** The most passes over the windows, 1 to 500. 35. */
  epochs?: number | null | undefined;
  /** How errors of prediction become departures. */
  errors?: ErrorThresholdInput | null | undefined;
  /** Whether it looks at the inputs of the sensor. true. */
  inputs?: boolean | null | undefined;
  /** Units of each LSTM layer: one to four of 1 to 512. [80, 80]. */
  layers?: Array<number> | null | undefined;
  /** Of Adam, 0.000001 to 1. 0.001. */
  learningRate?: number | null | undefined;
  /** Samples that a prediction sees in training, 2 to 1000. 250. */
  lookback?: number | null | undefined;
  /** The most windows a pass, taken evenly from a longer history, 1 to 1000000. 10000. */
  maximumWindows?: number | null | undefined;
  /** What counts as one, in mean squared error of scaled values, 0 to 1. 0.0003. */
  minimumImprovement?: number | null | undefined;
  /** Passes without an improvement that end the training, 1 to 500. 10. */
  patience?: number | null | undefined;
  /** Steps that are predicted at once, 1 to 100. 10. */
  predictions?: number | null | undefined;
  /** Whether the same seed gives the same bits on every machine, a tenth slower. false. */
  repeatable?: boolean | null | undefined;
  /** How frozen and silent sensors are found. */
  runs?: RunTrackInput | null | undefined;
  /** How it sees values. TRAIN_RANGE. */
  scaling?: Scaling | null | undefined;
  /** The least live threshold of smoothed errors, scaled. A tail of rate 0.0001, at least 0.05. */
  threshold?: ThresholdInput | null | undefined;
  /** The last share of the windows, which chooses the weights and sets the live limit, 0.05 to 0.5. 0.2. */
  validationShare?: number | null | undefined;
};

/** How the threshold of a live score is set: exactly one field. */
export type ThresholdInput =
  {   /** This score. */
  fixed: number; mad?: never; peaksOverThreshold?: never; quantile?: never; streaming?: never; tail?: never; }
  |  { fixed?: never;   /** Median absolute deviations over the median. */
  mad: MadThresholdInput; peaksOverThreshold?: never; quantile?: never; streaming?: never; tail?: never; }
  |  { fixed?: never; mad?: never;   /** From a generalised Pareto law of the highest scores of normal readings. */
  peaksOverThreshold: FalseAlarmRateInput; quantile?: never; streaming?: never; tail?: never; }
  |  { fixed?: never; mad?: never; peaksOverThreshold?: never;   /** A quantile of the scores of normal readings. */
  quantile: FalseAlarmRateInput; streaming?: never; tail?: never; }
  |  { fixed?: never; mad?: never; peaksOverThreshold?: never; quantile?: never;   /** Learnt on from live scores: for the robust detector alone. */
  streaming: StreamingThresholdInput; tail?: never; }
  |  { fixed?: never; mad?: never; peaksOverThreshold?: never; quantile?: never; streaming?: never;   /** From the tail of the scores of normal readings, taken for exponential. */
  tail: TailThresholdInput; };

/** What to train for which sensors together. */
export type TrainGroupInput = {
  /** What is done to the samples that the fit sees. No reading is taken out of the later ones, which judge: there only gaps are imputed, and only for a detector. Nothing when absent. */
  cleaning?: CleaningInput | null | undefined;
  /** What the detector is given beside the values of the sensor and of its inputs, computed from the values and their times. None when absent; FEATURES_NOT_TAKEN where the family takes none. */
  features?: FeaturesInput | null | undefined;
  /** The first instant of the data; the first reading when absent. */
  from?: string | null | undefined;
  /** Samples left out before the validation part and before the part that judges, 0 to 100000, so that no window reaches from one part into the next. */
  gap?: number | null | undefined;
  /** The family with its settings. */
  model: ModelInput;
  /** The name of the group, 1 to 200 characters: trained again under it, the next version is made. */
  name: string;
  /** The higher, the sooner it is started, -100 to 100; of equals the oldest is first. */
  priority?: number | null | undefined;
  /** Make the version live as soon as it exists, if the gate lets it (`TrainingJob.gateDecision`); the job succeeds in any case. Without it, nothing changes until someone promotes it. */
  promote?: boolean | null | undefined;
  /** The same seed and data give the same weights; 0 or more. */
  seed?: number | null | undefined;
  /** Which sensors, 2 to 200 of one sampling period. */
  sensors: TrainingSelection;
  /** The last instant of the data; the last reading when absent. */
  to?: string | null | undefined;
  /** The earlier share of the samples that the fit sees, 0.1 to 0.95; the later ones judge it. */
  trainShare?: number | null | undefined;
  /** The share after it by which networks choose the epoch of their weights, at least 0.02 and with trainShare at most 0.95; other families leave it out. With 0 networks take the end of what they are fitted on. */
  validationShare?: number | null | undefined;
};

/** What to train, on what. */
export type TrainModelInput = {
  /** What is done to the samples that the fit sees. No reading is taken out of the later ones, which judge: there only gaps are imputed, and only for a detector. Nothing when absent. */
  cleaning?: CleaningInput | null | undefined;
  /** What the detector is given beside the values of the sensor and of its inputs, computed from the values and their times. None when absent; FEATURES_NOT_TAKEN where the family takes none. */
  features?: FeaturesInput | null | undefined;
  /** The first instant of the data; the first reading when absent. */
  from?: string | null | undefined;
  /** Samples left out before the validation part and before the part that judges, 0 to 100000, so that no window reaches from one part into the next. */
  gap?: number | null | undefined;
  /** The family with its settings. */
  model: ModelInput;
  /** The higher, the sooner it is started, -100 to 100; of equals the oldest is first. */
  priority?: number | null | undefined;
  /** Make the version live as soon as it exists, if the gate lets it (`TrainingJob.gateDecision`); the job succeeds in any case. Without it, nothing changes until someone promotes it. */
  promote?: boolean | null | undefined;
  /** The same seed and data give the same weights; 0 or more. */
  seed?: number | null | undefined;
  /** The sensor, of kind CONTINUOUS. */
  sensorId: string | number;
  /** The last instant of the data; the last reading when absent. */
  to?: string | null | undefined;
  /** The earlier share of the samples that the fit sees, 0.1 to 0.95; the later ones judge it. */
  trainShare?: number | null | undefined;
  /** The share after it by which networks choose the epoch of their weights, at least 0.02 and with trainShare at most 0.95; other families leave it out. With 0 networks take the end of what they are fitted on. */
  validationShare?: number | null | undefined;
};

/** What to train for which sensors. */
export type TrainModelsInput = {
  /** What is done to the samples that the fit sees. No reading is taken out of the later ones, which judge: there only gaps are imputed, and only for a detector. Nothing when absent. */
  cleaning?: CleaningInput | null | undefined;
  /** How many jobs of the batch run at once, over all processes; as many as there are workers when absent. */
  concurrency?: number | null | undefined;
  /** What the detector is given beside the values of the sensor and of its inputs, computed from the values and their times. None when absent; FEATURES_NOT_TAKEN where the family takes none. */
  features?: FeaturesInput | null | undefined;
  /** The first instant of the data; the first reading when absent. */
  from?: string | null | undefined;
  /** Samples left out before the validation part and before the part that judges, 0 to 100000, so that no window reaches from one part into the next. */
  gap?: number | null | undefined;
  /** The family with its settings. */
  model: ModelInput;
  /** The higher, the sooner it is started, -100 to 100; of equals the oldest is first. */
  priority?: number | null | undefined;
  /** Make the version live as soon as it exists, if the gate lets it (`TrainingJob.gateDecision`); the job succeeds in any case. Without it, nothing changes until someone promotes it. */
  promote?: boolean | null | undefined;
  /** The same seed and data give the same weights; 0 or more. */
  seed?: number | null | undefined;
  /** Which sensors. */
  sensors: TrainingSelection;
  /** Of these only those in one of the states, such as `[NEVER, STALE]`; all when absent. */
  states?: Array<TrainingState> | null | undefined;
  /** The last instant of the data; the last reading when absent. */
  to?: string | null | undefined;
  /** The earlier share of the samples that the fit sees, 0.1 to 0.95; the later ones judge it. */
  trainShare?: number | null | undefined;
  /** The share after it by which networks choose the epoch of their weights, at least 0.02 and with trainShare at most 0.95; other families leave it out. With 0 networks take the end of what they are fitted on. */
  validationShare?: number | null | undefined;
};

/** Which training jobs to list. Every field that is given must match. */
export type TrainingJobFilter = {
  /** Of those that were asked for together. */
  batchId?: string | null | undefined;
  /** For this sensor, alone or in a group. */
  sensorId?: string | number | null | undefined;
  /** With one of these statuses. */
  statuses?: Array<JobStatus> | null | undefined;
};

/** Which sensors: exactly one field. STEP and retired sensors of a part of the plant are left out. */
export type TrainingSelection =
  {   /** Those of the whole plant. */
  everything: boolean; sensorIds?: never; within?: never; }
  |  { everything?: never;   /** These, at most 5000. */
  sensorIds: Array<string | number>; within?: never; }
  |  { everything?: never; sensorIds?: never;   /** Those of this equipment and of everything below it. */
  within: string | number; };

/** How a sensor stands with its models of a task. */
export type TrainingState =
  /** Its last training failed, after the newest version was made if there is one. */
  | 'FAILED'
  /** It has no version. */
  | 'NEVER'
  /** Its newest version is older than the retraining policy of the task allows; 30 days where none was set. */
  | 'STALE'
  /** Its newest version is not. */
  | 'TRAINED';

/** A Transformer encoder over patches of the history that forecasts a median and quantiles (Vaswani et al. 2017, Nie et al. 2023). What is absent has its default. */
export type TransformerInput = {
  /** Windows a step of training, 1 to 1024. 64. */
  batch?: number | null | undefined;
  /** Numbers that stand for a token, 2 to 256, a multiple of `heads`. 32. */
  dModel?: number | null | undefined;
  /** The share of activations left out while training, 0 to 0.9. 0.2. */
  dropout?: number | null | undefined;
  /** The most passes over the windows, 1 to 500. 10. */
  epochs?: number | null | undefined;
  /** Units of the feed-forward part of a layer, 1 to 1024. 64. */
  feedForward?: number | null | undefined;
  /** Heads of the attention, 1 to 16. 4. */
  heads?: number | null | undefined;
  /** How far ahead it reaches, 1 to 720 steps. 96. */
  horizon?: number | null | undefined;
  /** What the bands are made of. TRACKER. */
  intervals?: NetworkIntervals | null | undefined;
  /** Layers of the encoder, 1 to 6. 2. */
  layers?: number | null | undefined;
  /** Of Adam after the warm-up, 0.000001 to 1. 0.001. */
  learningRate?: number | null | undefined;
  /** Central intervals that its quantiles learn, one to five between 0 and 1. [0.5, 0.9]. */
  levels?: Array<number> | null | undefined;
  /** Samples that a forecast looks at, 2 to 2016, cut to whole patches. 336. */
  lookback?: number | null | undefined;
  /** The most windows a pass, drawn anew for each, 1 to 1000000. 5000. */
  maximumWindows?: number | null | undefined;
  /** Samples of a token, 1 to 256, at most the look-back. 24. */
  patch?: number | null | undefined;
  /** Passes without an improvement that end the training, 1 to 500. 3. */
  patience?: number | null | undefined;
  /** Paths with activations left out that DROPOUT draws a forecast, 5 to 100. 20. */
  samples?: number | null | undefined;
  /** The last share of the samples, which chooses the weights and calibrates the bands, 0.05 to 0.5. 0.2. */
  validationShare?: number | null | undefined;
  /** Passes over which the learning rate rises, 0 to 100; then it falls to zero. 1. */
  warmup?: number | null | undefined;
  /** How strongly matrices are drawn to zero, 0 to 1. 0.01. */
  weightDecay?: number | null | undefined;
};

/** What to check: one version, or all that are live or challengers. */
export type ValidateModelsInput = {
  /** What is live or a challenger within this equipment; everywhere when absent. */
  equipmentId?: string | number | null | undefined;
  /** This version alone. */
  modelVersionId?: string | number | null | undefined;
};

/** What is wrong with a version. */
export type ValidationProblem =
  /** Its weights are missing, or are not those that were stored. */
  | 'ARTIFACT_CORRUPT'
  /** Its weights cannot be taken up, or it throws while it judges. */
  | 'ARTIFACT_UNREADABLE'
  /** Its mean absolute error is over 1.5 times that of its training. */
  | 'LESS_ACCURATE'
  /** More false alarms than the rate of its training explains by chance (1 %). */
  | 'MORE_FALSE_ALARMS'
  /** Its anomalies take more of the time, by over 5 % of the readings. */
  | 'MORE_TIME_OPEN'
  /** Scores or forecasts on recent readings are not finite. */
  | 'NON_FINITE_SCORES'
  /** There are too few readings that it was not fitted on. */
  | 'TOO_FEW_READINGS'
  /** The coverage of its 90 % band is further from 0.9, by over 10 points. */
  | 'WORSE_CALIBRATED';

/** What a check of a version came to. */
export type ValidationVerdict =
  /** It loads, and does worse. */
  | 'DEGRADED'
  /** It loads, and does on new readings about what it did at its training. */
  | 'SOUND'
  /** It loads; there are fewer than 50 readings that it was not fitted on. */
  | 'UNJUDGED'
  /** It cannot be loaded, or gives scores that are not finite. */
  | 'UNUSABLE';

/** What a person says of an interval. */
export type Verdict =
  /** It was an anomaly. */
  | 'CONFIRMED'
  /** It was unusual, but planned or known. */
  | 'EXPECTED'
  /** It was not an anomaly. */
  | 'REJECTED';

/** What a version is for a sensor. */
export type VersionUseKind =
  /** It is compared with what decides. */
  | 'CHALLENGER'
  /** It decides. */
  | 'LIVE';

/** What to replay, under what. */
export type WhatIfInput = {
  /** When an anomaly opens and closes; as in force when absent. */
  detection?: DetectionSettingsInput | null | undefined;
  /** The first instant. */
  from: string;
  /** Limits to hold all of the range against; those in force now when absent. */
  limits?: LimitsInput | null | undefined;
  /** A detection version made for the sensor; the live one when absent. */
  modelVersionId?: string | number | null | undefined;
  /** The sensor, of kind CONTINUOUS. */
  sensorId: string | number;
  /** The last instant, inclusive; at most 50000 readings after the first. */
  to: string;
};

export type AnomaliesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: AnomalyFilter | null | undefined;
}>;


export type AnomaliesQuery = { anomalies: { nodes: Array<{ id: string, revision: number, status: AnomalyStatus, start: string, end: string, score: number, threshold: number, severity: Severity, cause: Cause, detectionMode: DetectionMode, sensor: { id: string, tag: string }, revisions: Array<{ revision: number, end: string }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AnomalyEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  filter?: AnomalyEventFilter | null | undefined;
}>;


export type AnomalyEventsSubscription = { anomalyEvents:
    | { __typename: 'AnomalyEvent', cursor: string, type: AnomalyChange, time: string, anomaly: { revision: number, status: AnomalyStatus, start: string, end: string, score: number, threshold: number, expected: number, actual: number | null, severity: Severity, confidence: number, cause: Cause, detectionMode: DetectionMode, anomaly: { id: string } }, sensor: { id: string, tag: string, name: string, unit: string, samplingPeriodMs: number, equipment: { tag: string, name: string } } }
    | { __typename: 'Gap', cursor: string, reason: GapReason, remedy: string }
    | { __typename: 'Heartbeat', cursor: string }
   };

export type ApiTokensQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
}>;


export type ApiTokensQuery = { apiTokens: { nodes: Array<{ id: string, name: string, role: Role, expiresAt: string | null, lastUsedAt: string | null, previousGoodUntil: string | null, equipment: { tag: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CreateApiTokenMutationVariables = Exact<{
  input: CreateApiTokenInput;
}>;


export type CreateApiTokenMutation = { createApiToken:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'IssuedApiToken', text: string, token: { id: string, expiresAt: string | null } }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
   };

export type RotateApiTokenMutationVariables = Exact<{
  input: RotateApiTokenInput;
}>;


export type RotateApiTokenMutation = { rotateApiToken:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'IssuedApiToken', text: string, token: { previousGoodUntil: string | null } }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
   };

export type RevokeApiTokenMutationVariables = Exact<{
  input: RevokeApiTokenInput;
}>;


export type RevokeApiTokenMutation = { revokeApiToken:
    | { __typename: 'ApiToken', revokedAt: string | null, revokedBy: string | null }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
   };

export type AsOfQueryVariables = Exact<{
  within: string | number;
  time: string;
  from: string;
}>;


export type AsOfQuery = { sensors: { nodes: Array<{ tag: string, asOf: { acceptedRegimes: number, detectionVersion: { id: string, version: number } | null, detectionAssignment: { assignedBy: string, reason: string, from: string } | null, detectionSettings: { openAfterReadings: number, closeAfterReadings: number }, limits: { high: number | null, highHigh: number | null }, series: { times: Array<string>, values: Array<number | null> } } | null }> } };

export type AuditLogQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
  filter?: AuditFilter | null | undefined;
}>;


export type AuditLogQuery = { auditLog: { nodes: Array<{ at: string, actor: string, credential: string | null, role: Role, mutation: string, operation: string | null, requestId: string | null, subjects: Array<string>, input: string, outcome: string, changes: Array<{ what: string, key: string | null, before: string | null, after: string | null }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ChartQueryVariables = Exact<{
  sensorId: string | number;
  from: string;
  to: string;
  maxPoints: number;
}>;


export type ChartQuery = { node:
    | { __typename: 'Anomaly' }
    | { __typename: 'ApiToken' }
    | { __typename: 'Assignment' }
    | { __typename: 'DatasetVersion' }
    | { __typename: 'DetectionJob' }
    | { __typename: 'DetectionRun' }
    | { __typename: 'Equipment' }
    | { __typename: 'Forecast' }
    | { __typename: 'GateDecision' }
    | { __typename: 'ImportedVersion' }
    | { __typename: 'ModelFault' }
    | { __typename: 'ModelValidation' }
    | { __typename: 'ModelVersion' }
    | { __typename: 'OperatorLabel' }
    | { __typename: 'RegisteredModel' }
    | { __typename: 'RegistryImport' }
    | { __typename: 'Sensor', unit: string, limits: { lowLow: number | null, low: number | null, high: number | null, highHigh: number | null } | null, series: { times: Array<string>, values: Array<number | null>, qualities: Array<Quality> } }
    | { __typename: 'ShadowRun' }
    | { __typename: 'TrainingJob' }
    | { __typename: 'ValidationJob' }
   | null };

export type CleanUpModelsMutationVariables = Exact<{
  input: CleanUpModelsInput;
}>;


export type CleanUpModelsMutation = { cleanUpModels:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'ModelCleanUp', dryRun: boolean, freedBytes: number, more: boolean, modelVersions: Array<{ id: string, scopeName: string, version: number }> }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
   };

export type CompareDetectorsQueryVariables = Exact<{
  input: CompareDetectorsInput;
}>;


export type CompareDetectorsQuery = { compareDetectors:
    | { __typename: 'BusyFailure', retryAfterMs: number, code: string, message: string, remedy: string }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DetectorComparison', detectors: Array<{ readingsOfTraining: number, readings: number, anomaliesPerDay: number, shareOpen: number, falseAlarms: number, modelVersion: { id: string }, baseline: { readings: number, anomaliesPerDay: number, shareOpen: number, falseAlarms: number, caught: Array<{ id: string }>, missed: Array<{ id: string }> }, caught: Array<{ id: string }>, missed: Array<{ id: string }> }> }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InsufficientDataFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
   };

export type CompareModelVersionsQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type CompareModelVersionsQuery = { compareModelVersions:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'ModelComparison', modelVersions: Array<{ id: string, version: number, performance: { score: number, parts: Array<{ part: PerformancePart, value: number, weight: number }> } }>, config: Array<{ path: string, values: Array<string | null> }>, dataset: Array<{ path: string, values: Array<string | null> }>, metrics: Array<{ name: string, values: Array<number | null>, baselines: Array<number | null> }> }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
   };

export type CreateEquipmentMutationVariables = Exact<{
  input: CreateEquipmentInput;
}>;


export type CreateEquipmentMutation = { createEquipment:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'Equipment', id: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
   };

export type CreateSensorMutationVariables = Exact<{
  input: CreateSensorInput;
}>;


export type CreateSensorMutation = { createSensor:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'Sensor', id: string }
   };

export type DataQualityQueryVariables = Exact<{
  sensorId: string | number;
  from: string;
  to: string;
}>;


export type DataQualityQuery = { dataQuality:
    | { __typename: 'BusyFailure', code: string, message: string, remedy: string }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InsufficientDataFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'QualityReport', grade: QualityGrade, score: number, reasons: Array<{ defect: QualityDefect, share: number, pointsLost: number }>, figures: { samples: number, readings: number, missing: number, longestGap: number } }
   };

export type DeleteModelVersionMutationVariables = Exact<{
  input: DeleteModelVersionInput;
}>;


export type DeleteModelVersionMutation = { deleteModelVersion:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'ModelVersion', id: string, deletedAt: string | null }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'VersionInUse', code: string, message: string, remedy: string, uses: Array<{ use: VersionUseKind, sensor: { tag: string } }> }
   };

export type DetectAnomaliesMutationVariables = Exact<{
  input: DetectAnomaliesInput;
}>;


export type DetectAnomaliesMutation = { detectAnomalies:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DetectionJob', id: string, status: JobStatus }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InsufficientDataFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
   };

export type DetectionJobEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  jobIds?: Array<string | number> | string | number | null | undefined;
}>;


export type DetectionJobEventsSubscription = { detectionJobEvents:
    | { __typename: 'DetectionJobEvent', cursor: string, detectionJob: { status: JobStatus, progress: number, stage: string, detectionJob: { id: string }, detectionRun: { id: string, anomalyCount: number } | null, failure: { code: string, message: string, remedy: string } | null } }
    | { __typename: 'Gap', cursor: string, reason: GapReason, remedy: string }
    | { __typename: 'Heartbeat', cursor: string }
   };

export type DetectionJobsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: DetectionJobFilter | null | undefined;
}>;


export type DetectionJobsQuery = { detectionJobs: { nodes: Array<{ id: string, status: JobStatus, progress: number, detectionRun: { id: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type DetectionRunsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: DetectionRunFilter | null | undefined;
}>;


export type DetectionRunsQuery = { detectionRuns: { nodes: Array<{ id: string, from: string, to: string, sampleCount: number, anomalyCount: number, flaggedCount: number, modelVersion: { id: string }, anomalies: { nodes: Array<{ start: string, end: string, peakTime: string, peakScore: number, threshold: number }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type EquipmentQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: EquipmentFilter | null | undefined;
}>;


export type EquipmentQuery = { equipment: { nodes: Array<{ id: string, tag: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ExplainAnomaliesQueryVariables = Exact<{
  first: number;
  filter?: AnomalyFilter | null | undefined;
}>;


export type ExplainAnomaliesQuery = { anomalies: { nodes: Array<{ id: string, peakTime: string, explanation:
        | { __typename: 'AnomalyExplanation', times: Array<string>, actual: Array<number | null>, expected: Array<number>, lower: Array<number>, upper: Array<number>, scores: Array<number>, thresholds: Array<number>, nearestNormal: Array<number> | null, parts: Array<{ cause: Cause, share: number }>, inputs: Array<{ fall: number, sensor: { tag: string } }> }
        | { __typename: 'BusyFailure', retryAfterMs: number, code: string, message: string, remedy: string }
        | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
        | { __typename: 'CorruptArtifactFailure', code: string, message: string, remedy: string }
        | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
        | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
        | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
      , similar: Array<{ sameCause: boolean, distance: number, anomaly: { id: string, start: string, label: { verdict: Verdict, note: string } | null } }> }> } };

export type ForecastAccuracyQueryVariables = Exact<{
  sensorId: string | number;
  from: string;
  to: string;
}>;


export type ForecastAccuracyQuery = { node:
    | { __typename: 'Anomaly' }
    | { __typename: 'ApiToken' }
    | { __typename: 'Assignment' }
    | { __typename: 'DatasetVersion' }
    | { __typename: 'DetectionJob' }
    | { __typename: 'DetectionRun' }
    | { __typename: 'Equipment' }
    | { __typename: 'Forecast' }
    | { __typename: 'GateDecision' }
    | { __typename: 'ImportedVersion' }
    | { __typename: 'ModelFault' }
    | { __typename: 'ModelValidation' }
    | { __typename: 'ModelVersion' }
    | { __typename: 'OperatorLabel' }
    | { __typename: 'RegisteredModel' }
    | { __typename: 'RegistryImport' }
    | { __typename: 'Sensor', tag: string, forecastAccuracy: Array<{ mode: ForecastMode, forecasts: number, unit: string | null, modelVersion: { id: string, version: number } | null, risk: { cases: number, crossed: number, brier: number, baseRateBrier: number, calibrationError: number } | null, total: { steps: number, mae: number | null, mase: number | null, baseline: { mae: number | null, mase: number | null }, bands: Array<{ level: number, coverage: number }> } | null }> }
    | { __typename: 'ShadowRun' }
    | { __typename: 'TrainingJob' }
    | { __typename: 'ValidationJob' }
   | null };

export type ForecastEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  filter?: ForecastEventFilter | null | undefined;
}>;


export type ForecastEventsSubscription = { forecastEvents:
    | { __typename: 'ForecastEvent', cursor: string, type: ForecastChange, time: string, mode: ForecastMode, sensor: { id: string, tag: string }, forecast: { id: string } | null, accuracy: { mae: number | null, baseline: { mae: number | null }, bands: Array<{ level: number, coverage: number }> } | null }
    | { __typename: 'Gap', cursor: string, reason: GapReason, remedy: string }
    | { __typename: 'Heartbeat', cursor: string }
   };

export type ForecastFleetQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  horizon: number;
  levels: Array<number> | number;
  filter?: SensorFilter | null | undefined;
}>;


export type ForecastFleetQuery = { forecastFleet: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ sensor: { id: string, tag: string, unit: string }, forecast:
        | { __typename: 'ConflictFailure', code: string, message: string }
        | { __typename: 'DomainFailure', code: string, message: string }
        | { __typename: 'Forecast', mode: ForecastMode, origin: string, stepMs: number, values: Array<number>, bands: Array<{ level: number, lower: Array<number>, upper: Array<number> }>, risk: { absence: RiskAbsence | null, level: RiskLevel | null, probability: number | null } | null, freshness: { isStale: boolean } | null }
        | { __typename: 'HorizonTooLongFailure', code: string, message: string }
        | { __typename: 'InsufficientDataFailure', code: string, message: string }
        | { __typename: 'InvalidInputFailure', code: string, message: string }
        | { __typename: 'NotFoundFailure', code: string, message: string }
       }> } };

export type ForecastRisksQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  atLeastRisk: RiskLevel;
}>;


export type ForecastRisksQuery = { forecasts: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ origin: string, stepMs: number, horizon: number, sensor: { id: string, tag: string, unit: string }, freshness: { isStale: boolean } | null, risk: { level: RiskLevel | null, probability: number | null, limits: Array<{ limit: LimitName, value: number, isBeyond: boolean, probability: number, level: RiskLevel, times: Array<{ quantile: number, time: string | null }> }> } | null }> } };

export type ForecastQueryVariables = Exact<{
  id: string | number;
  horizon: number;
  levels: Array<number> | number;
}>;


export type ForecastQuery = { node:
    | { __typename: 'Anomaly' }
    | { __typename: 'ApiToken' }
    | { __typename: 'Assignment' }
    | { __typename: 'DatasetVersion' }
    | { __typename: 'DetectionJob' }
    | { __typename: 'DetectionRun' }
    | { __typename: 'Equipment' }
    | { __typename: 'Forecast' }
    | { __typename: 'GateDecision' }
    | { __typename: 'ImportedVersion' }
    | { __typename: 'ModelFault' }
    | { __typename: 'ModelValidation' }
    | { __typename: 'ModelVersion' }
    | { __typename: 'OperatorLabel' }
    | { __typename: 'RegisteredModel' }
    | { __typename: 'RegistryImport' }
    | { __typename: 'Sensor', tag: string, unit: string, forecast:
        | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
        | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
        | { __typename: 'Forecast', mode: ForecastMode, method: string, origin: string, times: Array<string>, values: Array<number>, bands: Array<{ level: number, lower: Array<number>, upper: Array<number> }> }
        | { __typename: 'HorizonTooLongFailure', code: string, message: string, remedy: string }
        | { __typename: 'InsufficientDataFailure', code: string, message: string, remedy: string }
        | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
        | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
       }
    | { __typename: 'ShadowRun' }
    | { __typename: 'TrainingJob' }
    | { __typename: 'ValidationJob' }
   | null };

export type GateDecisionsQueryVariables = Exact<{
  filter?: GateDecisionFilter | null | undefined;
  first?: number;
  after?: string | null | undefined;
}>;


export type GateDecisionsQuery = { gateDecisions: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ time: string, decidedBy: string, id: string, outcome: GateOutcome, reasons: Array<GateReason>, from: string | null, to: string | null, readings: number, labels: number, overrideReason: string | null, modelVersion: { id: string }, champion: { id: string } | null, figures: Array<{ name: string, candidate: number | null, champion: number | null, baseline: number | null }> }> } };

export type GroupVersionQueryVariables = Exact<{
  id: string | number;
}>;


export type GroupVersionQuery = { node:
    | { id: string, scopeKind: ScopeKind, scopeName: string, members: Array<{ sensor: { id: string, tag: string }, datasetVersion: { id: string, sha256: string }, metrics: Array<{ name: string, value: number, baseline: number | null }> }> }
    | Record<PropertyKey, never>
   | null };

export type ImportedVersionsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: ImportedVersionFilter | null | undefined;
}>;


export type ImportedVersionsQuery = { importedVersions: { nodes: Array<{ id: string, sourceModelId: string, sourceVersionId: string, sourceFile: string, modelType: string, validated: boolean, claimedAt: string | null, claims: Array<{ name: string, json: string }>, sensor: { tag: string }, registeredModel: { name: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RegistryImportsQueryVariables = Exact<{
  first: number;
}>;


export type RegistryImportsQuery = { registryImports: { nodes: Array<{ source: string, importedCount: number, knownCount: number, leftOutCount: number, createdAt: string, leftOut: Array<{ file: string, what: string, why: string }> }> } };

export type IssueForecastMutationVariables = Exact<{
  input: IssueForecastInput;
}>;


export type IssueForecastMutation = { issueForecast:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'Forecast', id: string, mode: ForecastMode, method: string, origin: string, times: Array<string>, values: Array<number>, bands: Array<{ level: number, lower: Array<number>, upper: Array<number> }>, freshness: { isStale: boolean, state: SignalState, ageMs: number | null } | null }
    | { __typename: 'HorizonTooLongFailure', asked: number, longest: number, code: string, message: string, remedy: string }
    | { __typename: 'InsufficientDataFailure', needed: number, given: number, code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
   };

export type LabelAnomalyMutationVariables = Exact<{
  input: LabelAnomalyInput;
}>;


export type LabelAnomalyMutation = { labelAnomaly:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'OperatorLabel', id: string, verdict: Verdict, note: string }
   };

export type LiveModelVersionsQueryVariables = Exact<{
  sensorId: string | number;
  task: ModelTask;
  at?: string | null | undefined;
}>;


export type LiveModelVersionsQuery = { node:
    | { __typename: 'Anomaly' }
    | { __typename: 'ApiToken' }
    | { __typename: 'Assignment' }
    | { __typename: 'DatasetVersion' }
    | { __typename: 'DetectionJob' }
    | { __typename: 'DetectionRun' }
    | { __typename: 'Equipment' }
    | { __typename: 'Forecast' }
    | { __typename: 'GateDecision' }
    | { __typename: 'ImportedVersion' }
    | { __typename: 'ModelFault' }
    | { __typename: 'ModelValidation' }
    | { __typename: 'ModelVersion' }
    | { __typename: 'OperatorLabel' }
    | { __typename: 'RegisteredModel' }
    | { __typename: 'RegistryImport' }
    | { __typename: 'Sensor', champion: { id: string, version: number, family: string } | null, challenger: { id: string, version: number, family: string } | null, modelFaults: { nodes: Array<{ time: string, code: string, message: string, modelVersion: { id: string }, standIn: { id: string } | null }> } }
    | { __typename: 'ShadowRun' }
    | { __typename: 'TrainingJob' }
    | { __typename: 'ValidationJob' }
   | null };

export type ModelEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  filter?: ModelEventFilter | null | undefined;
}>;


export type ModelEventsSubscription = { modelEvents:
    | { __typename: 'Gap', cursor: string, reason: GapReason, remedy: string }
    | { __typename: 'Heartbeat', cursor: string }
    | { __typename: 'ModelAssignedEvent', cursor: string, assignment: { id: string, action: AssignmentAction, modelVersion: { id: string } } }
    | { __typename: 'ModelUnusableEvent', cursor: string, fault: { id: string, code: string, message: string, standIn: { id: string } | null } }
   };

export type ModelRetentionPoliciesQueryVariables = Exact<{
  asOf?: string | null | undefined;
}>;


export type ModelRetentionPoliciesQuery = { modelRetentionPolicies: Array<{ version: number, isEnabled: boolean, keepNewest: number, keepLiveWithinDays: number, from: string, setBy: string, equipment: { id: string, tag: string } | null }> };

export type ModelValidationsQueryVariables = Exact<{
  jobId: string | number;
  verdicts?: Array<ValidationVerdict> | ValidationVerdict | null | undefined;
  first?: number;
  after?: string | null | undefined;
}>;


export type ModelValidationsQuery = { node:
    | { __typename: 'Anomaly' }
    | { __typename: 'ApiToken' }
    | { __typename: 'Assignment' }
    | { __typename: 'DatasetVersion' }
    | { __typename: 'DetectionJob' }
    | { __typename: 'DetectionRun' }
    | { __typename: 'Equipment' }
    | { __typename: 'Forecast' }
    | { __typename: 'GateDecision' }
    | { __typename: 'ImportedVersion' }
    | { __typename: 'ModelFault' }
    | { __typename: 'ModelValidation' }
    | { __typename: 'ModelVersion' }
    | { __typename: 'OperatorLabel' }
    | { __typename: 'RegisteredModel' }
    | { __typename: 'RegistryImport' }
    | { __typename: 'Sensor' }
    | { __typename: 'ShadowRun' }
    | { __typename: 'TrainingJob' }
    | { __typename: 'ValidationJob', status: JobStatus, progress: number, verdicts: Array<{ verdict: ValidationVerdict, count: number }> }
   | null, modelValidations: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ verdict: ValidationVerdict, problems: Array<ValidationProblem>, message: string | null, readings: number, sensor: { tag: string }, modelVersion: { id: string, version: number, family: string }, figures: Array<{ name: string, now: number | null, atTraining: number | null }> }> } };

export type ModelVersionsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: ModelVersionFilter | null | undefined;
}>;


export type ModelVersionsQuery = { modelVersions: { nodes: Array<{ id: string, version: number, family: string, choice: { chosen: string, reason: ChoiceReason } | null, metrics: Array<{ name: string, value: number, baseline: number | null }>, datasetVersion: { sha256: string, from: string, to: string, sampleCount: number, trainCount: number } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type OverviewQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  within?: string | number | null | undefined;
}>;


export type OverviewQuery = { sensors: { totalCount: number, nodes: Array<{ id: string, tag: string, unit: string, equipment: { tag: string, name: string, criticality: Criticality }, latest: { time: string, value: number | null, quality: Quality } | null, openAnomaly: { id: string, severity: Severity, start: string } | null, liveModelVersion: { family: string, version: number } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type PinModelVersionMutationVariables = Exact<{
  input: PinModelVersionInput;
}>;


export type PinModelVersionMutation = { pinModelVersion:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'ModelVersion', id: string, pinnedAt: string | null, pinnedBy: string | null, pinReason: string | null }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
   };

export type PromoteDespiteGateMutationVariables = Exact<{
  input: PromoteDespiteGateInput;
}>;


export type PromoteDespiteGateMutation = { promoteDespiteGate:
    | { __typename: 'BusyFailure', code: string, message: string, remedy: string }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'CorruptArtifactFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'GateRefused', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'Promotion', assignments: Array<{ id: string }>, gateDecisions: Array<{ id: string, outcome: GateOutcome, reasons: Array<GateReason>, from: string | null, to: string | null, readings: number, labels: number, overrideReason: string | null, champion: { id: string } | null, figures: Array<{ name: string, candidate: number | null, champion: number | null, baseline: number | null }> }> }
    | { __typename: 'PromotionConflict', code: string, message: string, remedy: string }
   };

export type PromoteModelVersionMutationVariables = Exact<{
  input: PromoteModelVersionInput;
}>;


export type PromoteModelVersionMutation = { promoteModelVersion:
    | { __typename: 'BusyFailure', code: string, message: string, remedy: string }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'CorruptArtifactFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'GateRefused', code: string, message: string, remedy: string, decisions: Array<{ id: string, outcome: GateOutcome, reasons: Array<GateReason>, from: string | null, to: string | null, readings: number, labels: number, overrideReason: string | null, champion: { id: string } | null, figures: Array<{ name: string, candidate: number | null, champion: number | null, baseline: number | null }> }> }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'Promotion', assignments: Array<{ id: string, from: string }>, gateDecisions: Array<{ id: string, outcome: GateOutcome, reasons: Array<GateReason>, from: string | null, to: string | null, readings: number, labels: number, overrideReason: string | null, champion: { id: string } | null, figures: Array<{ name: string, candidate: number | null, champion: number | null, baseline: number | null }> }> }
    | { __typename: 'PromotionConflict', code: string, message: string, remedy: string, live: Array<{ id: string }> }
   };

export type GateNumbersFragment = { id: string, outcome: GateOutcome, reasons: Array<GateReason>, from: string | null, to: string | null, readings: number, labels: number, overrideReason: string | null, champion: { id: string } | null, figures: Array<{ name: string, candidate: number | null, champion: number | null, baseline: number | null }> };

export type RecordReadingsMutationVariables = Exact<{
  input: RecordReadingsInput;
}>;


export type RecordReadingsMutation = { recordReadings:
    | { __typename: 'BatchFailure', code: string, message: string, remedy: string }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'RateLimitedFailure', retryAfterMs: number, code: string, message: string, remedy: string }
    | { __typename: 'RecordedReadings', series: Array<{ accepted: number, duplicates: number, late: number, backfilled: number, rejected: Array<{ index: number, reason: RejectionReason, message: string }> }> }
   };

export type RerunDetectionQueryVariables = Exact<{
  input: RerunDetectionInput;
}>;


export type RerunDetectionQuery = { rerunDetection:
    | { code: string, message: string, remedy: string }
    | { code: string, message: string, remedy: string }
    | { code: string, message: string, remedy: string }
    | { equal: boolean, storedSha256: string, recomputedSha256: string | null, readings: number, through: string, receivedBy: string, differences: Array<{ field: string, stored: string, recomputed: string }>, modelVersion: { id: string, version: number } | null }
    | { code: string, message: string, remedy: string }
    | { code: string, message: string, remedy: string }
    | { code: string, message: string, remedy: string }
    | { message: string, rerunnableFrom: string | null, code: string, remedy: string }
   };

export type RollbackModelVersionMutationVariables = Exact<{
  input: RollbackModelVersionInput;
}>;


export type RollbackModelVersionMutation = { rollbackModelVersion:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'PromotionConflict', code: string, message: string, remedy: string }
    | { __typename: 'Rollback', assignments: Array<{ id: string, sensor: { tag: string }, modelVersion: { id: string, version: number } }> }
   };

export type RollbackModelMutationVariables = Exact<{
  input: RollbackModelInput;
}>;


export type RollbackModelMutation = { rollbackModel:
    | { __typename: 'Assignment', id: string, modelVersion: { id: string, version: number } }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'PromotionConflict', code: string, message: string, remedy: string }
   };

export type ScheduleForecastsMutationVariables = Exact<{
  input: ScheduleForecastsInput;
}>;


export type ScheduleForecastsMutation = { scheduleForecasts:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'HorizonTooLongFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'ScheduledForecasts', sensorCount: number }
   };

export type ScoreSeriesQueryVariables = Exact<{
  input: ScoreSeriesInput;
}>;


export type ScoreSeriesQuery = { scoreSeries:
    | { __typename: 'BusyFailure', retryAfterMs: number, code: string, message: string, remedy: string }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InsufficientDataFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'ScoredSeries', times: Array<string>, values: Array<number | null>, expected: Array<number>, scores: Array<number>, thresholds: Array<number>, modelVersion: { id: string }, intervals: Array<{ start: string, end: string }>, cleaned: { missing: number, imputed: number } }
   };

export type SearchModelVersionsQueryVariables = Exact<{
  filter: ModelVersionFilter;
  first?: number;
  after?: string | null | undefined;
}>;


export type SearchModelVersionsQuery = { modelVersions: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, version: number, scopeName: string, family: string, createdAt: string, archivedAt: string | null, deletedAt: string | null, performance: { score: number } }> } };

export type SensorNamesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type SensorNamesQuery = { sensors: { nodes: Array<{ id: string, tag: string, name: string, equipment: { tag: string, parent: { tag: string, parent: { tag: string } | null } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SensorsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: SensorFilter | null | undefined;
}>;


export type SensorsQuery = { sensors: { nodes: Array<{ id: string, tag: string, name: string, kind: SensorKind, unit: string, samplingPeriodMs: number, createdAt: string, scoredThrough: string | null, latest: { time: string } | null, detector: { id: string } | null, forecaster: { id: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SetChallengerMutationVariables = Exact<{
  input: SetChallengerInput;
}>;


export type SetChallengerMutation = { setChallenger:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'ModelVersion', id: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
   };

export type SetModelRetentionPolicyMutationVariables = Exact<{
  input: SetModelRetentionPolicyInput;
}>;


export type SetModelRetentionPolicyMutation = { setModelRetentionPolicy:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'ModelRetentionPolicy', version: number, isEnabled: boolean, keepNewest: number, keepLiveWithinDays: number, equipment: { id: string, tag: string } | null, outlived: { freedBytes: number, more: boolean, modelVersions: Array<{ id: string, scopeName: string, version: number }> } }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
   };

export type SetRetrainingPolicyMutationVariables = Exact<{
  input: SetRetrainingPolicyInput;
}>;


export type SetRetrainingPolicyMutation = { setRetrainingPolicy:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'RetrainingPolicy', version: number, isEnabled: boolean, maximumAgeDays: number, jobsPerDay: number, coolDownHours: number, promote: boolean }
   };

export type ShadowRunsQueryVariables = Exact<{
  filter?: ShadowRunFilter | null | undefined;
  first?: number;
  after?: string | null | undefined;
}>;


export type ShadowRunsQuery = { shadowRuns: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, readings: number, through: string | null, endedAt: string | null, end: ShadowEnd | null, message: string | null, task: ModelTask, sensor: { tag: string }, modelVersion: { id: string, version: number }, comparison:
        | { __typename: 'DetectionShadowComparison', agreement: number | null, labels: number, shared: number, onlyChallenger: number, onlyChampion: number, challenger: { anomalies: number, falseAlarms: number, falseAlarmsPer10000: number, caughtLabels: number, shareOpen: number }, champion: { anomalies: number, falseAlarms: number, falseAlarmsPer10000: number, caughtLabels: number, shareOpen: number } }
        | { __typename: 'ForecastShadowComparison', forecasts: number, compared: number, forecaster: { steps: number, mae: number | null, mase: number | null, pinball: number | null, bands: Array<{ level: number, coverage: number }> } | null, issued: { steps: number, mae: number | null, mase: number | null, pinball: number | null, bands: Array<{ level: number, coverage: number }> } | null }
       }> } };

export type ShadowFiguresFragment = { anomalies: number, falseAlarms: number, falseAlarmsPer10000: number, caughtLabels: number, shareOpen: number };

export type ShadowAccuracyFragment = { steps: number, mae: number | null, mase: number | null, pinball: number | null, bands: Array<{ level: number, coverage: number }> };

export type SignalEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  filter?: SignalEventFilter | null | undefined;
}>;


export type SignalEventsSubscription = { signalEvents:
    | { __typename: 'Gap', cursor: string, reason: GapReason, remedy: string }
    | { __typename: 'Heartbeat', cursor: string }
    | { __typename: 'SignalEvent', cursor: string, state: SignalState, previous: SignalState, since: string, lastReceivedAt: string, sensor: { id: string, tag: string, equipment: { tag: string } } }
   };

export type StartShadowRunMutationVariables = Exact<{
  input: StartShadowRunInput;
}>;


export type StartShadowRunMutation = { startShadowRun:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'ShadowRun', id: string }
   };

export type StopShadowRunMutationVariables = Exact<{
  input: StopShadowRunInput;
}>;


export type StopShadowRunMutation = { stopShadowRun:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'ShadowRun', end: ShadowEnd | null, endedAt: string | null }
   };

export type TrainAutoMutationVariables = Exact<{
  sensorId: string | number;
}>;


export type TrainAutoMutation = { trainModel:
    | { __typename: 'AlreadyQueued', code: string, message: string, remedy: string }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InsufficientDataFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'TrainingJob', id: string, status: JobStatus }
   };

export type TrainCleanedMutationVariables = Exact<{
  sensorId: string | number;
}>;


export type TrainCleanedMutation = { trainModel:
    | { __typename: 'AlreadyQueued', code: string, message: string, remedy: string }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InsufficientDataFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'TrainingJob', id: string, status: JobStatus }
   };

export type TrainEnsembleMutationVariables = Exact<{
  sensorId: string | number;
}>;


export type TrainEnsembleMutation = { trainModel:
    | { __typename: 'AlreadyQueued', code: string, message: string, remedy: string }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InsufficientDataFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'TrainingJob', id: string, status: JobStatus }
   };

export type TrainForecastEnsembleMutationVariables = Exact<{
  sensorId: string | number;
  horizon: number;
}>;


export type TrainForecastEnsembleMutation = { trainModel:
    | { __typename: 'AlreadyQueued', code: string, message: string, remedy: string }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InsufficientDataFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'TrainingJob', id: string, status: JobStatus }
   };

export type TrainForecasterMutationVariables = Exact<{
  sensorId: string | number;
  horizon: number;
  intervals?: ForecastIntervalsInput | null | undefined;
}>;


export type TrainForecasterMutation = { trainModel:
    | { __typename: 'AlreadyQueued', code: string, message: string, remedy: string }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InsufficientDataFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'TrainingJob', id: string, status: JobStatus }
   };

export type TrainGroupMutationVariables = Exact<{
  input: TrainGroupInput;
}>;


export type TrainGroupMutation = { trainGroup:
    | { __typename: 'AlreadyQueued', code: string, message: string, remedy: string, trainingJob: { id: string, status: JobStatus } }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'GroupRefused', code: string, message: string, remedy: string, members: Array<{ code: string, message: string, remedy: string, needed: number | null, given: number | null, sensor: { id: string, tag: string } | null }> }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'TrainingJob', id: string, status: JobStatus, group: { name: string, sensors: Array<{ id: string, tag: string }> } | null }
   };

export type TrainModelMutationVariables = Exact<{
  input: TrainModelInput;
}>;


export type TrainModelMutation = { trainModel:
    | { __typename: 'AlreadyQueued', code: string, message: string, remedy: string }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InsufficientDataFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'TrainingJob', id: string, status: JobStatus }
   };

export type TrainModelsMutationVariables = Exact<{
  input: TrainModelsInput;
}>;


export type TrainModelsMutation = { trainModels:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'TrainModelsBatch', batchId: string, items: Array<{ sensor: { id: string, tag: string } | null, outcome:
          | { __typename: 'AlreadyQueued', code: string, message: string, remedy: string, trainingJob: { id: string, status: JobStatus } }
          | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
          | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
          | { __typename: 'InsufficientDataFailure', needed: number, given: number, code: string, message: string, remedy: string }
          | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
          | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
          | { __typename: 'TrainingJob', id: string, status: JobStatus }
         }> }
   };

export type TrainTransformerMutationVariables = Exact<{
  sensorId: string | number;
  horizon: number;
  epochs: number;
}>;


export type TrainTransformerMutation = { trainModel:
    | { __typename: 'AlreadyQueued', code: string, message: string, remedy: string }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InsufficientDataFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'TrainingJob', id: string, status: JobStatus }
   };

export type TrainValidatedMutationVariables = Exact<{
  sensorId: string | number;
}>;


export type TrainValidatedMutation = { trainModel:
    | { __typename: 'AlreadyQueued', code: string, message: string, remedy: string }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InsufficientDataFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'TrainingJob', id: string, status: JobStatus }
   };

export type TrainWithFeaturesMutationVariables = Exact<{
  sensorId: string | number;
}>;


export type TrainWithFeaturesMutation = { trainModel:
    | { __typename: 'AlreadyQueued', code: string, message: string, remedy: string }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InsufficientDataFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'TrainingJob', id: string, status: JobStatus, modelVersion: { id: string, datasetVersion: { sha256: string, features: { columns: Array<string>, code: number } | null } } | null }
   };

export type TrainWithThresholdMutationVariables = Exact<{
  sensorId: string | number;
}>;


export type TrainWithThresholdMutation = { trainModel:
    | { __typename: 'AlreadyQueued', code: string, message: string, remedy: string }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InsufficientDataFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'TrainingJob', id: string, status: JobStatus }
   };

export type TrainingJobEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  jobIds?: Array<string | number> | string | number | null | undefined;
}>;


export type TrainingJobEventsSubscription = { trainingJobEvents:
    | { __typename: 'Gap', cursor: string, reason: GapReason, remedy: string }
    | { __typename: 'Heartbeat', cursor: string }
    | { __typename: 'TrainingJobEvent', cursor: string, trainingJob: { status: JobStatus, progress: number, stage: string, trainingJob: { id: string }, epochs: Array<{ number: number, loss: number, validationLoss: number }>, tensorBackend: { name: string } | null, failure: { code: string, message: string, remedy: string } | null } }
   };

export type TrainingJobQueryVariables = Exact<{
  id: string | number;
  first: number;
  after?: string | null | undefined;
}>;


export type TrainingJobQuery = { node:
    | { __typename: 'Anomaly' }
    | { __typename: 'ApiToken' }
    | { __typename: 'Assignment' }
    | { __typename: 'DatasetVersion' }
    | { __typename: 'DetectionJob' }
    | { __typename: 'DetectionRun' }
    | { __typename: 'Equipment' }
    | { __typename: 'Forecast' }
    | { __typename: 'GateDecision' }
    | { __typename: 'ImportedVersion' }
    | { __typename: 'ModelFault' }
    | { __typename: 'ModelValidation' }
    | { __typename: 'ModelVersion' }
    | { __typename: 'OperatorLabel' }
    | { __typename: 'RegisteredModel' }
    | { __typename: 'RegistryImport' }
    | { __typename: 'Sensor' }
    | { __typename: 'ShadowRun' }
    | { __typename: 'TrainingJob', id: string, status: JobStatus, stage: string, progress: number, remainingSeconds: number | null, attempt: number, waitsUntil: string | null, epochs: Array<{ number: number, loss: number, validationLoss: number }>, failure: { code: string, message: string, remedy: string } | null, modelVersion: { id: string, version: number } | null, log: { nodes: Array<{ number: number, attempt: number, time: string, text: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } }
    | { __typename: 'ValidationJob' }
   | null };

export type TrainingJobsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: TrainingJobFilter | null | undefined;
}>;


export type TrainingJobsQuery = { trainingJobs: { nodes: Array<{ id: string, status: JobStatus }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type TrainingLogEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  jobIds?: Array<string | number> | string | number | null | undefined;
}>;


export type TrainingLogEventsSubscription = { trainingLogEvents:
    | { __typename: 'Gap', cursor: string, reason: GapReason, remedy: string }
    | { __typename: 'Heartbeat', cursor: string }
    | { __typename: 'TrainingLogEvent', cursor: string, trainingJob: { id: string }, lines: Array<{ number: number, attempt: number, time: string, text: string }> }
   };

export type TrainingStatusQueryVariables = Exact<{
  task: ModelTask;
  within?: string | number | null | undefined;
  states?: Array<TrainingState> | TrainingState | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type TrainingStatusQuery = { trainingStatus: { totals: { never: number, failed: number, stale: number, trained: number }, sensors: { nodes: Array<{ state: TrainingState, sensor: { id: string, tag: string }, lastTraining: { id: string, failure: { code: string, message: string, remedy: string } | null } | null, pendingTraining: { id: string, status: JobStatus, progress: number, remainingSeconds: number | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } }, trainingQueue: { queued: number, running: number, workers: number, remainingSeconds: number | null } };

export type ValidateModelsMutationVariables = Exact<{
  input: ValidateModelsInput;
}>;


export type ValidateModelsMutation = { validateModels:
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'ValidationJob', id: string, status: JobStatus }
   };

export type VerifyLineageQueryVariables = Exact<{
  modelVersionId: string | number;
}>;


export type VerifyLineageQuery = { verifyLineage:
    | { __typename: 'BusyFailure', code: string, message: string, remedy: string }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'Lineage', isUnchanged: boolean, sha256: string | null, datasetVersion: { sha256: string }, datasets: Array<{ isUnchanged: boolean, sensor: { tag: string } }>, changes: Array<{ kind: LineageChangeKind, message: string, samples: number | null, first: string | null, last: string | null, input: { tag: string } | null }> }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
   };

export type WhatIfQueryVariables = Exact<{
  input: WhatIfInput;
}>;


export type WhatIfQuery = { whatIf:
    | { __typename: 'BusyFailure', retryAfterMs: number, code: string, message: string, remedy: string }
    | { __typename: 'ConflictFailure', code: string, message: string, remedy: string }
    | { __typename: 'DomainFailure', code: string, message: string, remedy: string }
    | { __typename: 'InsufficientDataFailure', code: string, message: string, remedy: string }
    | { __typename: 'InvalidInputFailure', code: string, message: string, remedy: string }
    | { __typename: 'NotFoundFailure', code: string, message: string, remedy: string }
    | { __typename: 'WhatIf', today: { readings: number, anomaliesPerDay: number, shareOpen: number, falseAlarms: number, caught: Array<{ id: string }>, missed: Array<{ id: string }> }, asked: { readings: number, anomaliesPerDay: number, shareOpen: number, falseAlarms: number, anomalies: Array<{ start: string, end: string, peakScore: number }>, caught: Array<{ id: string }>, missed: Array<{ id: string }> } }
   };

type ReplayedFigures_BaselineReplay_Fragment = { readings: number, anomaliesPerDay: number, shareOpen: number, falseAlarms: number, caught: Array<{ id: string }>, missed: Array<{ id: string }> };

type ReplayedFigures_Replay_Fragment = { readings: number, anomaliesPerDay: number, shareOpen: number, falseAlarms: number, caught: Array<{ id: string }>, missed: Array<{ id: string }> };

export type ReplayedFiguresFragment =
  | ReplayedFigures_BaselineReplay_Fragment
  | ReplayedFigures_Replay_Fragment
;

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const GateNumbersFragmentDoc = new TypedDocumentString(`
    fragment GateNumbers on GateDecision {
  id
  outcome
  reasons
  from
  to
  readings
  labels
  overrideReason
  champion {
    id
  }
  figures {
    name
    candidate
    champion
    baseline
  }
}
    `, {"fragmentName":"GateNumbers"}) as unknown as TypedDocumentString<GateNumbersFragment, unknown>;
export const ShadowFiguresFragmentDoc = new TypedDocumentString(`
    fragment ShadowFigures on ShadowSide {
  anomalies
  falseAlarms
  falseAlarmsPer10000
  caughtLabels
  shareOpen
}
    `, {"fragmentName":"ShadowFigures"}) as unknown as TypedDocumentString<ShadowFiguresFragment, unknown>;
export const ShadowAccuracyFragmentDoc = new TypedDocumentString(`
    fragment ShadowAccuracy on AccuracyFigures {
  steps
  mae
  mase
  pinball
  bands {
    level
    coverage
  }
}
    `, {"fragmentName":"ShadowAccuracy"}) as unknown as TypedDocumentString<ShadowAccuracyFragment, unknown>;
export const ReplayedFiguresFragmentDoc = new TypedDocumentString(`
    fragment ReplayedFigures on ReplayFigures {
  readings
  anomaliesPerDay
  shareOpen
  falseAlarms
  caught {
    id
  }
  missed {
    id
  }
}
    `, {"fragmentName":"ReplayedFigures"}) as unknown as TypedDocumentString<ReplayedFiguresFragment, unknown>;
export const AnomaliesDocument = new TypedDocumentString(`
    query Anomalies($first: Int!, $after: String, $filter: AnomalyFilter) {
  anomalies(first: $first, after: $after, filter: $filter) {
    nodes {
      id
      revision
      status
      start
      end
      score
      threshold
      severity
      cause
      detectionMode
      sensor {
        id
        tag
      }
      revisions {
        revision
        end
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:0ab5da7aa94992beb19ccc16c86a5e1d9bf861c5ddf3622612952244dc7c4ab7"}) as unknown as TypedDocumentString<AnomaliesQuery, AnomaliesQueryVariables>;
export const AnomalyEventsDocument = new TypedDocumentString(`
    subscription AnomalyEvents($after: String, $filter: AnomalyEventFilter) {
  anomalyEvents(after: $after, filter: $filter) {
    __typename
    ... on StreamItem {
      cursor
    }
    ... on AnomalyEvent {
      type
      time
      anomaly {
        anomaly {
          id
        }
        revision
        status
        start
        end
        score
        threshold
        expected
        actual
        severity
        confidence
        cause
        detectionMode
      }
      sensor {
        id
        tag
        name
        unit
        samplingPeriodMs
        equipment {
          tag
          name
        }
      }
    }
    ... on Gap {
      reason
      remedy
    }
  }
}
    `, {"hash":"sha256:7bd0bd574a0e6832f18987d749a78f1d1ac175b828ee43a388b876077763f5a1"}) as unknown as TypedDocumentString<AnomalyEventsSubscription, AnomalyEventsSubscriptionVariables>;
export const ApiTokensDocument = new TypedDocumentString(`
    query ApiTokens($first: Int! = 20, $after: String) {
  apiTokens(first: $first, after: $after) {
    nodes {
      id
      name
      role
      equipment {
        tag
      }
      expiresAt
      lastUsedAt
      previousGoodUntil
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:5c77771bbb10d1c90aab7491102561deafd8784bce9b8e890fdfa306db650426"}) as unknown as TypedDocumentString<ApiTokensQuery, ApiTokensQueryVariables>;
export const CreateApiTokenDocument = new TypedDocumentString(`
    mutation CreateApiToken($input: CreateApiTokenInput!) {
  createApiToken(input: $input) {
    __typename
    ... on IssuedApiToken {
      text
      token {
        id
        expiresAt
      }
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:ba665d3c32057f8a4b846178434c239dd438b4a876efba961889dcfd6aec73b5"}) as unknown as TypedDocumentString<CreateApiTokenMutation, CreateApiTokenMutationVariables>;
export const RotateApiTokenDocument = new TypedDocumentString(`
    mutation RotateApiToken($input: RotateApiTokenInput!) {
  rotateApiToken(input: $input) {
    __typename
    ... on IssuedApiToken {
      text
      token {
        previousGoodUntil
      }
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:1f474c104c52eb8ab5064954f7a3e8dddffd5d86346d8546c4748c72f1b36c6a"}) as unknown as TypedDocumentString<RotateApiTokenMutation, RotateApiTokenMutationVariables>;
export const RevokeApiTokenDocument = new TypedDocumentString(`
    mutation RevokeApiToken($input: RevokeApiTokenInput!) {
  revokeApiToken(input: $input) {
    __typename
    ... on ApiToken {
      revokedAt
      revokedBy
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:e71497e397c614add43e09a91d9587f3ac043bf98d8812f4305bdb5669ef97c1"}) as unknown as TypedDocumentString<RevokeApiTokenMutation, RevokeApiTokenMutationVariables>;
export const AsOfDocument = new TypedDocumentString(`
    query AsOf($within: ID!, $time: DateTime!, $from: DateTime!) {
  sensors(first: 100, filter: {within: $within, includeRetired: true}) {
    nodes {
      tag
      asOf(time: $time) {
        detectionVersion {
          id
          version
        }
        detectionAssignment {
          assignedBy
          reason
          from
        }
        detectionSettings {
          openAfterReadings
          closeAfterReadings
        }
        limits {
          high
          highHigh
        }
        acceptedRegimes
        series(from: $from, to: $time, maxPoints: 100) {
          times
          values
        }
      }
    }
  }
}
    `, {"hash":"sha256:d5d710352df73e01d8c6f42c7f36b040eb89c4ee4a4f9472a6701cc8190ca58c"}) as unknown as TypedDocumentString<AsOfQuery, AsOfQueryVariables>;
export const AuditLogDocument = new TypedDocumentString(`
    query AuditLog($first: Int! = 20, $after: String, $filter: AuditFilter) {
  auditLog(first: $first, after: $after, filter: $filter) {
    nodes {
      at
      actor
      credential
      role
      mutation
      operation
      requestId
      subjects
      input
      changes {
        what
        key
        before
        after
      }
      outcome
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:ddcc4004c7e5e38a7bb6fbcb757e2516021ce1f829385db9a51402ccf91aa7bc"}) as unknown as TypedDocumentString<AuditLogQuery, AuditLogQueryVariables>;
export const ChartDocument = new TypedDocumentString(`
    query Chart($sensorId: ID!, $from: DateTime!, $to: DateTime!, $maxPoints: Int!) {
  node(id: $sensorId) {
    __typename
    ... on Sensor {
      unit
      limits {
        lowLow
        low
        high
        highHigh
      }
      series(from: $from, to: $to, maxPoints: $maxPoints) {
        times
        values
        qualities
      }
    }
  }
}
    `, {"hash":"sha256:b841ebbb6ed08726209430a6a7b40c58d936680c370d1f6eeda8b81cdce71671"}) as unknown as TypedDocumentString<ChartQuery, ChartQueryVariables>;
export const CleanUpModelsDocument = new TypedDocumentString(`
    mutation CleanUpModels($input: CleanUpModelsInput!) {
  cleanUpModels(input: $input) {
    __typename
    ... on ModelCleanUp {
      dryRun
      freedBytes
      more
      modelVersions {
        id
        scopeName
        version
      }
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:d13a7b56ca07e16d7677097f46c65c7870061d7f646011c78028a2373623c922"}) as unknown as TypedDocumentString<CleanUpModelsMutation, CleanUpModelsMutationVariables>;
export const CompareDetectorsDocument = new TypedDocumentString(`
    query CompareDetectors($input: CompareDetectorsInput!) {
  compareDetectors(input: $input) {
    __typename
    ... on DetectorComparison {
      detectors {
        modelVersion {
          id
        }
        readingsOfTraining
        ...ReplayedFigures
        baseline {
          ...ReplayedFigures
        }
      }
    }
    ... on BusyFailure {
      retryAfterMs
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    fragment ReplayedFigures on ReplayFigures {
  readings
  anomaliesPerDay
  shareOpen
  falseAlarms
  caught {
    id
  }
  missed {
    id
  }
}`, {"hash":"sha256:38ba63ccf3bd6809be5b71ef7705d57e040f4d2761f06672212d7ea1e741fa99"}) as unknown as TypedDocumentString<CompareDetectorsQuery, CompareDetectorsQueryVariables>;
export const CompareModelVersionsDocument = new TypedDocumentString(`
    query CompareModelVersions($ids: [ID!]!) {
  compareModelVersions(ids: $ids) {
    __typename
    ... on ModelComparison {
      modelVersions {
        id
        version
        performance {
          score
          parts {
            part
            value
            weight
          }
        }
      }
      config {
        path
        values
      }
      dataset {
        path
        values
      }
      metrics {
        name
        values
        baselines
      }
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:2dd7a6ef103d8b28cc59dd47ae83146666a323d01c04f809eb4677bd931e068d"}) as unknown as TypedDocumentString<CompareModelVersionsQuery, CompareModelVersionsQueryVariables>;
export const CreateEquipmentDocument = new TypedDocumentString(`
    mutation CreateEquipment($input: CreateEquipmentInput!) {
  createEquipment(input: $input) {
    __typename
    ... on Equipment {
      id
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:0481894ccfb7b1b28c938283b4bad938cf90c0111cf69ac217fe745676bdf79a"}) as unknown as TypedDocumentString<CreateEquipmentMutation, CreateEquipmentMutationVariables>;
export const CreateSensorDocument = new TypedDocumentString(`
    mutation CreateSensor($input: CreateSensorInput!) {
  createSensor(input: $input) {
    __typename
    ... on Sensor {
      id
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:b77c427b66e9374a96d7073dbafadaa81a3d7775cc6c8679f23339ad073879dd"}) as unknown as TypedDocumentString<CreateSensorMutation, CreateSensorMutationVariables>;
export const DataQualityDocument = new TypedDocumentString(`
    query DataQuality($sensorId: ID!, $from: DateTime!, $to: DateTime!) {
  dataQuality(sensorId: $sensorId, from: $from, to: $to) {
    __typename
    ... on QualityReport {
      grade
      score
      reasons {
        defect
        share
        pointsLost
      }
      figures {
        samples
        readings
        missing
        longestGap
      }
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:747a8bfecb5478ec2fcae6676581799bc544e3f82131fa29b2bb6fbfc6c4658c"}) as unknown as TypedDocumentString<DataQualityQuery, DataQualityQueryVariables>;
export const DeleteModelVersionDocument = new TypedDocumentString(`
    mutation DeleteModelVersion($input: DeleteModelVersionInput!) {
  deleteModelVersion(input: $input) {
    __typename
    ... on ModelVersion {
      id
      deletedAt
    }
    ... on VersionInUse {
      uses {
        use
        sensor {
          tag
        }
      }
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:ea0200fcdc96f5a7d96af3217b5737eac477d7987128b8b8bc249efc79f257b5"}) as unknown as TypedDocumentString<DeleteModelVersionMutation, DeleteModelVersionMutationVariables>;
export const DetectAnomaliesDocument = new TypedDocumentString(`
    mutation DetectAnomalies($input: DetectAnomaliesInput!) {
  detectAnomalies(input: $input) {
    __typename
    ... on DetectionJob {
      id
      status
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:42c594d5c1b2b85bb5cf6d6d28f03b6e87a99dff5c3ab4b689a25500ef27b658"}) as unknown as TypedDocumentString<DetectAnomaliesMutation, DetectAnomaliesMutationVariables>;
export const DetectionJobEventsDocument = new TypedDocumentString(`
    subscription DetectionJobEvents($after: String, $jobIds: [ID!]) {
  detectionJobEvents(after: $after, jobIds: $jobIds) {
    __typename
    ... on StreamItem {
      cursor
    }
    ... on DetectionJobEvent {
      detectionJob {
        detectionJob {
          id
        }
        status
        progress
        stage
        detectionRun {
          id
          anomalyCount
        }
        failure {
          code
          message
          remedy
        }
      }
    }
    ... on Gap {
      reason
      remedy
    }
  }
}
    `, {"hash":"sha256:89da40c01c8ca2ef4010506cc2164168cb1ea08d2a0a80d67f28085f65abb2a2"}) as unknown as TypedDocumentString<DetectionJobEventsSubscription, DetectionJobEventsSubscriptionVariables>;
export const DetectionJobsDocument = new TypedDocumentString(`
    query DetectionJobs($first: Int!, $after: String, $filter: DetectionJobFilter) {
  detectionJobs(first: $first, after: $after, filter: $filter) {
    nodes {
      id
      status
      progress
      detectionRun {
        id
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:02ff54b7f75b139076f05065a9dee70807acdd8d919ec03644247aaaa4de503f"}) as unknown as TypedDocumentString<DetectionJobsQuery, DetectionJobsQueryVariables>;
export const DetectionRunsDocument = new TypedDocumentString(`
    query DetectionRuns($first: Int!, $after: String, $filter: DetectionRunFilter) {
  detectionRuns(first: $first, after: $after, filter: $filter) {
    nodes {
      id
      modelVersion {
        id
      }
      from
      to
      sampleCount
      anomalyCount
      flaggedCount
      anomalies(first: 20) {
        nodes {
          start
          end
          peakTime
          peakScore
          threshold
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:1d581d0efe8ae898b5d6fa559d500aa9e1a38537abfdbc106be5b79c82539acb"}) as unknown as TypedDocumentString<DetectionRunsQuery, DetectionRunsQueryVariables>;
export const EquipmentDocument = new TypedDocumentString(`
    query Equipment($first: Int!, $after: String, $filter: EquipmentFilter) {
  equipment(first: $first, after: $after, filter: $filter) {
    nodes {
      id
      tag
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:060f36e8aae679e33db5679e836e4ecf411a1d0a6578cba346a631df03579696"}) as unknown as TypedDocumentString<EquipmentQuery, EquipmentQueryVariables>;
export const ExplainAnomaliesDocument = new TypedDocumentString(`
    query ExplainAnomalies($first: Int!, $filter: AnomalyFilter) {
  anomalies(first: $first, filter: $filter) {
    nodes {
      id
      peakTime
      explanation {
        __typename
        ... on AnomalyExplanation {
          times
          actual
          expected
          lower
          upper
          scores
          thresholds
          parts {
            cause
            share
          }
          inputs {
            sensor {
              tag
            }
            fall
          }
          nearestNormal
        }
        ... on BusyFailure {
          retryAfterMs
        }
        ... on Error {
          code
          message
          remedy
        }
      }
      similar(first: 3) {
        anomaly {
          id
          start
          label {
            verdict
            note
          }
        }
        sameCause
        distance
      }
    }
  }
}
    `, {"hash":"sha256:bee9b36e9191a28ad700e63fd0048b9cf05a94996204d3a36c66356a185ae1c9"}) as unknown as TypedDocumentString<ExplainAnomaliesQuery, ExplainAnomaliesQueryVariables>;
export const ForecastAccuracyDocument = new TypedDocumentString(`
    query ForecastAccuracy($sensorId: ID!, $from: DateTime!, $to: DateTime!) {
  node(id: $sensorId) {
    __typename
    ... on Sensor {
      tag
      forecastAccuracy(from: $from, to: $to) {
        mode
        modelVersion {
          id
          version
        }
        forecasts
        unit
        risk {
          cases
          crossed
          brier
          baseRateBrier
          calibrationError
        }
        total {
          steps
          mae
          mase
          baseline {
            mae
            mase
          }
          bands {
            level
            coverage
          }
        }
      }
    }
  }
}
    `, {"hash":"sha256:593b7617c8ebb2c322f8812b46abd772620aa39af82d190379ee5212d172cc31"}) as unknown as TypedDocumentString<ForecastAccuracyQuery, ForecastAccuracyQueryVariables>;
export const ForecastEventsDocument = new TypedDocumentString(`
    subscription ForecastEvents($after: String, $filter: ForecastEventFilter) {
  forecastEvents(after: $after, filter: $filter) {
    __typename
    ... on StreamItem {
      cursor
    }
    ... on ForecastEvent {
      type
      time
      mode
      sensor {
        id
        tag
      }
      forecast {
        id
      }
      accuracy {
        mae
        baseline {
          mae
        }
        bands {
          level
          coverage
        }
      }
    }
    ... on Gap {
      reason
      remedy
    }
  }
}
    `, {"hash":"sha256:ef401f7830edb20a6d76efb8e2df278ddab4358320bfb04f40605f69890bef1e"}) as unknown as TypedDocumentString<ForecastEventsSubscription, ForecastEventsSubscriptionVariables>;
export const ForecastFleetDocument = new TypedDocumentString(`
    query ForecastFleet($first: Int!, $after: String, $horizon: Int!, $levels: [Float!]!, $filter: SensorFilter) {
  forecastFleet(
    first: $first
    after: $after
    horizon: $horizon
    levels: $levels
    filter: $filter
  ) {
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      sensor {
        id
        tag
        unit
      }
      forecast {
        __typename
        ... on Forecast {
          mode
          origin
          stepMs
          values
          bands {
            level
            lower
            upper
          }
          risk {
            absence
            level
            probability
          }
          freshness {
            isStale
          }
        }
        ... on Error {
          code
          message
        }
      }
    }
  }
}
    `, {"hash":"sha256:3c6b32b69083fc6d6b08858910ab6c541bd07d470aa4d622b68904da1c5f42a2"}) as unknown as TypedDocumentString<ForecastFleetQuery, ForecastFleetQueryVariables>;
export const ForecastRisksDocument = new TypedDocumentString(`
    query ForecastRisks($first: Int!, $after: String, $atLeastRisk: RiskLevel!) {
  forecasts(
    first: $first
    after: $after
    order: RISKIEST
    filter: {latestOnly: true, atLeastRisk: $atLeastRisk}
  ) {
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      sensor {
        id
        tag
        unit
      }
      origin
      stepMs
      horizon
      freshness {
        isStale
      }
      risk {
        level
        probability
        limits {
          limit
          value
          isBeyond
          probability
          level
          times {
            quantile
            time
          }
        }
      }
    }
  }
}
    `, {"hash":"sha256:91b0d1f557a45787f4c2b731a7138f58e692aabc0c8033a0b30dfa0da62bccc7"}) as unknown as TypedDocumentString<ForecastRisksQuery, ForecastRisksQueryVariables>;
export const ForecastDocument = new TypedDocumentString(`
    query Forecast($id: ID!, $horizon: Int!, $levels: [Float!]!) {
  node(id: $id) {
    __typename
    ... on Sensor {
      tag
      unit
      forecast(horizon: $horizon, levels: $levels) {
        __typename
        ... on Forecast {
          mode
          method
          origin
          times
          values
          bands {
            level
            lower
            upper
          }
        }
        ... on Error {
          code
          message
          remedy
        }
      }
    }
  }
}
    `, {"hash":"sha256:cf8b2244b29c43746ab07f99782c9c073ae4d05f277903ff741a27e1ef0b9c6f"}) as unknown as TypedDocumentString<ForecastQuery, ForecastQueryVariables>;
export const GateDecisionsDocument = new TypedDocumentString(`
    query GateDecisions($filter: GateDecisionFilter, $first: Int! = 20, $after: String) {
  gateDecisions(filter: $filter, first: $first, after: $after) {
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      time
      decidedBy
      modelVersion {
        id
      }
      ...GateNumbers
    }
  }
}
    fragment GateNumbers on GateDecision {
  id
  outcome
  reasons
  from
  to
  readings
  labels
  overrideReason
  champion {
    id
  }
  figures {
    name
    candidate
    champion
    baseline
  }
}`, {"hash":"sha256:260d157f13efa3c85d598c58d85b06fdfbd2afc622f503e0188e661dcd134d74"}) as unknown as TypedDocumentString<GateDecisionsQuery, GateDecisionsQueryVariables>;
export const GroupVersionDocument = new TypedDocumentString(`
    query GroupVersion($id: ID!) {
  node(id: $id) {
    ... on ModelVersion {
      id
      scopeKind
      scopeName
      members {
        sensor {
          id
          tag
        }
        datasetVersion {
          id
          sha256
        }
        metrics {
          name
          value
          baseline
        }
      }
    }
  }
}
    `, {"hash":"sha256:0fe4b143f1abd82464d7868f4001fc17fce669fb96764d3c9fd4d79b4efc4f6c"}) as unknown as TypedDocumentString<GroupVersionQuery, GroupVersionQueryVariables>;
export const ImportedVersionsDocument = new TypedDocumentString(`
    query ImportedVersions($first: Int!, $after: String, $filter: ImportedVersionFilter) {
  importedVersions(first: $first, after: $after, filter: $filter) {
    nodes {
      id
      sourceModelId
      sourceVersionId
      sourceFile
      modelType
      validated
      claimedAt
      claims {
        name
        json
      }
      sensor {
        tag
      }
      registeredModel {
        name
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:1f1f61eeced1419928682f2fe1b71d7da33eef3c9be7606a325e8480b51dbbaa"}) as unknown as TypedDocumentString<ImportedVersionsQuery, ImportedVersionsQueryVariables>;
export const RegistryImportsDocument = new TypedDocumentString(`
    query RegistryImports($first: Int!) {
  registryImports(first: $first) {
    nodes {
      source
      importedCount
      knownCount
      leftOutCount
      leftOut {
        file
        what
        why
      }
      createdAt
    }
  }
}
    `, {"hash":"sha256:1f200cc71ecf82f71a30dff11467537f193068d2eaa0781d0e930e8565dff227"}) as unknown as TypedDocumentString<RegistryImportsQuery, RegistryImportsQueryVariables>;
export const IssueForecastDocument = new TypedDocumentString(`
    mutation IssueForecast($input: IssueForecastInput!) {
  issueForecast(input: $input) {
    __typename
    ... on Forecast {
      id
      mode
      method
      origin
      times
      values
      bands {
        level
        lower
        upper
      }
      freshness {
        isStale
        state
        ageMs
      }
    }
    ... on InsufficientDataFailure {
      needed
      given
    }
    ... on HorizonTooLongFailure {
      asked
      longest
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:0ed91e77186b9c4f9b948e0318e351666ccf61a89a62a3f29b4b3636b61d2d0f"}) as unknown as TypedDocumentString<IssueForecastMutation, IssueForecastMutationVariables>;
export const LabelAnomalyDocument = new TypedDocumentString(`
    mutation LabelAnomaly($input: LabelAnomalyInput!) {
  labelAnomaly(input: $input) {
    __typename
    ... on OperatorLabel {
      id
      verdict
      note
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:44df11c24c59b7a2ab4f7c64cf72f12c3d0be663085d81cceebbad2c6c0aa847"}) as unknown as TypedDocumentString<LabelAnomalyMutation, LabelAnomalyMutationVariables>;
export const LiveModelVersionsDocument = new TypedDocumentString(`
    query LiveModelVersions($sensorId: ID!, $task: ModelTask!, $at: DateTime) {
  node(id: $sensorId) {
    __typename
    ... on Sensor {
      champion: liveModelVersion(task: $task, at: $at) {
        id
        version
        family
      }
      challenger(task: $task) {
        id
        version
        family
      }
      modelFaults(task: $task, first: 5) {
        nodes {
          time
          code
          message
          modelVersion {
            id
          }
          standIn {
            id
          }
        }
      }
    }
  }
}
    `, {"hash":"sha256:3cc0245e8c2e88464a2eb79c63da256b1355fd6451f9b8aca68b82c96e12c3d6"}) as unknown as TypedDocumentString<LiveModelVersionsQuery, LiveModelVersionsQueryVariables>;
export const ModelEventsDocument = new TypedDocumentString(`
    subscription ModelEvents($after: String, $filter: ModelEventFilter) {
  modelEvents(after: $after, filter: $filter) {
    __typename
    ... on StreamItem {
      cursor
    }
    ... on ModelAssignedEvent {
      assignment {
        id
        action
        modelVersion {
          id
        }
      }
    }
    ... on ModelUnusableEvent {
      fault {
        id
        code
        message
        standIn {
          id
        }
      }
    }
    ... on Gap {
      reason
      remedy
    }
  }
}
    `, {"hash":"sha256:20f99d9fba4010f3f696c4c68138f079b40e47a13e6646b1c98b533641131b6c"}) as unknown as TypedDocumentString<ModelEventsSubscription, ModelEventsSubscriptionVariables>;
export const ModelRetentionPoliciesDocument = new TypedDocumentString(`
    query ModelRetentionPolicies($asOf: DateTime) {
  modelRetentionPolicies(asOf: $asOf) {
    version
    isEnabled
    keepNewest
    keepLiveWithinDays
    from
    setBy
    equipment {
      id
      tag
    }
  }
}
    `, {"hash":"sha256:a9f0d6eb8cd0b395c30a0053b4506d64ad85d7a4562ffb0a2ff2b99b4d93873e"}) as unknown as TypedDocumentString<ModelRetentionPoliciesQuery, ModelRetentionPoliciesQueryVariables>;
export const ModelValidationsDocument = new TypedDocumentString(`
    query ModelValidations($jobId: ID!, $verdicts: [ValidationVerdict!], $first: Int! = 50, $after: String) {
  node(id: $jobId) {
    __typename
    ... on ValidationJob {
      status
      progress
      verdicts {
        verdict
        count
      }
    }
  }
  modelValidations(
    filter: {jobId: $jobId, verdicts: $verdicts}
    first: $first
    after: $after
  ) {
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      verdict
      problems
      message
      readings
      sensor {
        tag
      }
      modelVersion {
        id
        version
        family
      }
      figures {
        name
        now
        atTraining
      }
    }
  }
}
    `, {"hash":"sha256:17a3d59b39ff3559665548c44653cd08cc272d98663c1842c7d71695e5f5f48d"}) as unknown as TypedDocumentString<ModelValidationsQuery, ModelValidationsQueryVariables>;
export const ModelVersionsDocument = new TypedDocumentString(`
    query ModelVersions($first: Int!, $after: String, $filter: ModelVersionFilter) {
  modelVersions(first: $first, after: $after, filter: $filter) {
    nodes {
      id
      version
      family
      choice {
        chosen
        reason
      }
      metrics {
        name
        value
        baseline
      }
      datasetVersion {
        sha256
        from
        to
        sampleCount
        trainCount
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:adf38e52beb9edb145335097a681acbaa68349502eeb4defd6d3c8089418e336"}) as unknown as TypedDocumentString<ModelVersionsQuery, ModelVersionsQueryVariables>;
export const OverviewDocument = new TypedDocumentString(`
    query Overview($first: Int!, $after: String, $within: ID) {
  sensors(first: $first, after: $after, filter: {within: $within}) {
    totalCount
    nodes {
      id
      tag
      unit
      equipment {
        tag
        name
        criticality
      }
      latest {
        time
        value
        quality
      }
      openAnomaly {
        id
        severity
        start
      }
      liveModelVersion(task: DETECTION) {
        family
        version
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:9ee5df40870eb7c8f872d4fec3c0519be54d25055b6e23ec16c7f6ed4ceedfd5"}) as unknown as TypedDocumentString<OverviewQuery, OverviewQueryVariables>;
export const PinModelVersionDocument = new TypedDocumentString(`
    mutation PinModelVersion($input: PinModelVersionInput!) {
  pinModelVersion(input: $input) {
    __typename
    ... on ModelVersion {
      id
      pinnedAt
      pinnedBy
      pinReason
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:67753be2fdeb4515ebcad91deccbeb07bc72e07d0f612c08a6313378f85e42e7"}) as unknown as TypedDocumentString<PinModelVersionMutation, PinModelVersionMutationVariables>;
export const PromoteDespiteGateDocument = new TypedDocumentString(`
    mutation PromoteDespiteGate($input: PromoteDespiteGateInput!) {
  promoteDespiteGate(input: $input) {
    __typename
    ... on Promotion {
      assignments {
        id
      }
      gateDecisions {
        ...GateNumbers
      }
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    fragment GateNumbers on GateDecision {
  id
  outcome
  reasons
  from
  to
  readings
  labels
  overrideReason
  champion {
    id
  }
  figures {
    name
    candidate
    champion
    baseline
  }
}`, {"hash":"sha256:2071938e93b353c00d33617bb9a4046519631a7f7722110824e2c909faa0b9ec"}) as unknown as TypedDocumentString<PromoteDespiteGateMutation, PromoteDespiteGateMutationVariables>;
export const PromoteModelVersionDocument = new TypedDocumentString(`
    mutation PromoteModelVersion($input: PromoteModelVersionInput!) {
  promoteModelVersion(input: $input) {
    __typename
    ... on Promotion {
      assignments {
        id
        from
      }
      gateDecisions {
        ...GateNumbers
      }
    }
    ... on GateRefused {
      decisions {
        ...GateNumbers
      }
    }
    ... on PromotionConflict {
      live {
        id
      }
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    fragment GateNumbers on GateDecision {
  id
  outcome
  reasons
  from
  to
  readings
  labels
  overrideReason
  champion {
    id
  }
  figures {
    name
    candidate
    champion
    baseline
  }
}`, {"hash":"sha256:b214ce1de464b829473441707bf2f5d1438f9dfa1a9e563b3c9996bd8d914a78"}) as unknown as TypedDocumentString<PromoteModelVersionMutation, PromoteModelVersionMutationVariables>;
export const RecordReadingsDocument = new TypedDocumentString(`
    mutation RecordReadings($input: RecordReadingsInput!) {
  recordReadings(input: $input) {
    __typename
    ... on RecordedReadings {
      series {
        accepted
        duplicates
        late
        backfilled
        rejected {
          index
          reason
          message
        }
      }
    }
    ... on RateLimitedFailure {
      retryAfterMs
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:81ced42cfec5a6a26dbc8ab58e94d841dd7d4338a9f45f1cca49f56e944486d5"}) as unknown as TypedDocumentString<RecordReadingsMutation, RecordReadingsMutationVariables>;
export const RerunDetectionDocument = new TypedDocumentString(`
    query RerunDetection($input: RerunDetectionInput!) {
  rerunDetection(input: $input) {
    ... on DetectionRerun {
      equal
      storedSha256
      recomputedSha256
      differences {
        field
        stored
        recomputed
      }
      modelVersion {
        id
        version
      }
      readings
      through
      receivedBy
    }
    ... on RestartPointGoneFailure {
      message
      rerunnableFrom
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:2893bb2c1ee1202f01425fb5fd85b3d852530ea4ce16e4cafae45a416ab99257"}) as unknown as TypedDocumentString<RerunDetectionQuery, RerunDetectionQueryVariables>;
export const RollbackModelVersionDocument = new TypedDocumentString(`
    mutation RollbackModelVersion($input: RollbackModelVersionInput!) {
  rollbackModelVersion(input: $input) {
    __typename
    ... on Rollback {
      assignments {
        id
        sensor {
          tag
        }
        modelVersion {
          id
          version
        }
      }
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:9e1339fb510ea65e2f7d6c41326eeeb0bcdc84c15eed2d0ad46ed8e73a2af3a9"}) as unknown as TypedDocumentString<RollbackModelVersionMutation, RollbackModelVersionMutationVariables>;
export const RollbackModelDocument = new TypedDocumentString(`
    mutation RollbackModel($input: RollbackModelInput!) {
  rollbackModel(input: $input) {
    __typename
    ... on Assignment {
      id
      modelVersion {
        id
        version
      }
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:16fe85fe3f200b289d31d542a0e9c9fd73dfdd5a43c345192f54502c798347c0"}) as unknown as TypedDocumentString<RollbackModelMutation, RollbackModelMutationVariables>;
export const ScheduleForecastsDocument = new TypedDocumentString(`
    mutation ScheduleForecasts($input: ScheduleForecastsInput!) {
  scheduleForecasts(input: $input) {
    __typename
    ... on ScheduledForecasts {
      sensorCount
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:a24edc7ba74dbee96c4ab158fd0ebbeddf53d85dd4822872b52d99f8da6c783e"}) as unknown as TypedDocumentString<ScheduleForecastsMutation, ScheduleForecastsMutationVariables>;
export const ScoreSeriesDocument = new TypedDocumentString(`
    query ScoreSeries($input: ScoreSeriesInput!) {
  scoreSeries(input: $input) {
    __typename
    ... on ScoredSeries {
      modelVersion {
        id
      }
      times
      values
      expected
      scores
      thresholds
      intervals {
        start
        end
      }
      cleaned {
        missing
        imputed
      }
    }
    ... on BusyFailure {
      retryAfterMs
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:788b7e83b78e7d2b3b207ee9945f5d7bec56d45ed87a262cfe01fe9c5dd3bdcd"}) as unknown as TypedDocumentString<ScoreSeriesQuery, ScoreSeriesQueryVariables>;
export const SearchModelVersionsDocument = new TypedDocumentString(`
    query SearchModelVersions($filter: ModelVersionFilter!, $first: Int! = 20, $after: String) {
  modelVersions(filter: $filter, first: $first, after: $after) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      id
      version
      scopeName
      family
      createdAt
      archivedAt
      deletedAt
      performance {
        score
      }
    }
  }
}
    `, {"hash":"sha256:785cd90bbff2a7b5118c774bc158ca204f5f66117c7e17522ee5768f90ddc9ef"}) as unknown as TypedDocumentString<SearchModelVersionsQuery, SearchModelVersionsQueryVariables>;
export const SensorNamesDocument = new TypedDocumentString(`
    query SensorNames($first: Int!, $after: String) {
  sensors(first: $first, after: $after) {
    nodes {
      id
      tag
      name
      equipment {
        tag
        parent {
          tag
          parent {
            tag
          }
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:2980de8ee105a2f4740ff4a13c09514c6d6ac62a368e6639bd0d6b7fa84c56de"}) as unknown as TypedDocumentString<SensorNamesQuery, SensorNamesQueryVariables>;
export const SensorsDocument = new TypedDocumentString(`
    query Sensors($first: Int!, $after: String, $filter: SensorFilter) {
  sensors(first: $first, after: $after, filter: $filter) {
    nodes {
      id
      tag
      name
      kind
      unit
      samplingPeriodMs
      createdAt
      scoredThrough
      latest {
        time
      }
      detector: liveModelVersion(task: DETECTION) {
        id
      }
      forecaster: liveModelVersion(task: FORECASTING) {
        id
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:f415049c746eb667effd0eddfac0ab810fdaf977547e46226e5d378582a4a1bd"}) as unknown as TypedDocumentString<SensorsQuery, SensorsQueryVariables>;
export const SetChallengerDocument = new TypedDocumentString(`
    mutation SetChallenger($input: SetChallengerInput!) {
  setChallenger(input: $input) {
    __typename
    ... on ModelVersion {
      id
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:08d922acddd3bf822bfce8e1ff1d8c24368246c11972de7c082dcdea288ed1d9"}) as unknown as TypedDocumentString<SetChallengerMutation, SetChallengerMutationVariables>;
export const SetModelRetentionPolicyDocument = new TypedDocumentString(`
    mutation SetModelRetentionPolicy($input: SetModelRetentionPolicyInput!) {
  setModelRetentionPolicy(input: $input) {
    __typename
    ... on ModelRetentionPolicy {
      version
      isEnabled
      keepNewest
      keepLiveWithinDays
      equipment {
        id
        tag
      }
      outlived {
        freedBytes
        more
        modelVersions {
          id
          scopeName
          version
        }
      }
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:f55a1178dd3a44de176f16dcea579f3aad36b7050e66a0d4530b7c3d4be91d23"}) as unknown as TypedDocumentString<SetModelRetentionPolicyMutation, SetModelRetentionPolicyMutationVariables>;
export const SetRetrainingPolicyDocument = new TypedDocumentString(`
    mutation SetRetrainingPolicy($input: SetRetrainingPolicyInput!) {
  setRetrainingPolicy(input: $input) {
    __typename
    ... on RetrainingPolicy {
      version
      isEnabled
      maximumAgeDays
      jobsPerDay
      coolDownHours
      promote
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:f9578a805d0a14388d5e3167e1a252442c5896456780afd6afdaf9d09d9574c2"}) as unknown as TypedDocumentString<SetRetrainingPolicyMutation, SetRetrainingPolicyMutationVariables>;
export const ShadowRunsDocument = new TypedDocumentString(`
    query ShadowRuns($filter: ShadowRunFilter, $first: Int! = 20, $after: String) {
  shadowRuns(filter: $filter, first: $first, after: $after) {
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      id
      sensor {
        tag
      }
      modelVersion {
        id
        version
      }
      readings
      through
      endedAt
      end
      message
      task
      comparison {
        __typename
        ... on DetectionShadowComparison {
          agreement
          labels
          shared
          onlyChallenger
          onlyChampion
          challenger {
            ...ShadowFigures
          }
          champion {
            ...ShadowFigures
          }
        }
        ... on ForecastShadowComparison {
          forecasts
          compared
          forecaster: challenger {
            ...ShadowAccuracy
          }
          issued: champion {
            ...ShadowAccuracy
          }
        }
      }
    }
  }
}
    fragment ShadowFigures on ShadowSide {
  anomalies
  falseAlarms
  falseAlarmsPer10000
  caughtLabels
  shareOpen
}
fragment ShadowAccuracy on AccuracyFigures {
  steps
  mae
  mase
  pinball
  bands {
    level
    coverage
  }
}`, {"hash":"sha256:595412a8ef2b8663af3a524c6db8b6c176bb7cc02bca5ce0c9808e96b15bb2a1"}) as unknown as TypedDocumentString<ShadowRunsQuery, ShadowRunsQueryVariables>;
export const SignalEventsDocument = new TypedDocumentString(`
    subscription SignalEvents($after: String, $filter: SignalEventFilter) {
  signalEvents(after: $after, filter: $filter) {
    __typename
    ... on StreamItem {
      cursor
    }
    ... on SignalEvent {
      state
      previous
      since
      lastReceivedAt
      sensor {
        id
        tag
        equipment {
          tag
        }
      }
    }
    ... on Gap {
      reason
      remedy
    }
  }
}
    `, {"hash":"sha256:7ab377dec78892c57b168ecb51257c27b16ee75f3b1eb0a55c9f97644b794e23"}) as unknown as TypedDocumentString<SignalEventsSubscription, SignalEventsSubscriptionVariables>;
export const StartShadowRunDocument = new TypedDocumentString(`
    mutation StartShadowRun($input: StartShadowRunInput!) {
  startShadowRun(input: $input) {
    __typename
    ... on ShadowRun {
      id
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:2428a1316c4907805d13ea1bc06bf2be6246b3e0b207bae7989528d44ef96130"}) as unknown as TypedDocumentString<StartShadowRunMutation, StartShadowRunMutationVariables>;
export const StopShadowRunDocument = new TypedDocumentString(`
    mutation StopShadowRun($input: StopShadowRunInput!) {
  stopShadowRun(input: $input) {
    __typename
    ... on ShadowRun {
      end
      endedAt
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:5ceee2d9eb877495e98b98be2e9dd1e98844db14551fbbc58e9bd21ef5637195"}) as unknown as TypedDocumentString<StopShadowRunMutation, StopShadowRunMutationVariables>;
export const TrainAutoDocument = new TypedDocumentString(`
    mutation TrainAuto($sensorId: ID!) {
  trainModel(
    input: {sensorId: $sensorId, model: {auto: {candidates: [{autoregression: {}}, {robust: {}}], oneIn: 10000}}}
  ) {
    __typename
    ... on TrainingJob {
      id
      status
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:cca4861bf4c290d5ea1a681b2728173f9f673cefac1a54d6cf73cfe346288532"}) as unknown as TypedDocumentString<TrainAutoMutation, TrainAutoMutationVariables>;
export const TrainCleanedDocument = new TypedDocumentString(`
    mutation TrainCleaned($sensorId: ID!) {
  trainModel(
    input: {sensorId: $sensorId, model: {robust: {shift: {size: 1}}}, cleaning: {hampel: {halfWidth: 5}, stuck: {longest: 20}, imputation: {method: SPLINE, longestGap: 5}}}
  ) {
    __typename
    ... on TrainingJob {
      id
      status
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:d82a08f7c53ca55724c1ea8ecaf10b2a159726d4f19656fc8e0464be7770034e"}) as unknown as TypedDocumentString<TrainCleanedMutation, TrainCleanedMutationVariables>;
export const TrainEnsembleDocument = new TypedDocumentString(`
    mutation TrainEnsemble($sensorId: ID!) {
  trainModel(
    input: {sensorId: $sensorId, model: {ensemble: {members: [{discordEnvelope: {}}, {robust: {}}], oneIn: 10000}}}
  ) {
    __typename
    ... on TrainingJob {
      id
      status
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:ed6172782b1ce9520944f9263e30646ace6215a04bd2cfcef28e6b51b2294430"}) as unknown as TypedDocumentString<TrainEnsembleMutation, TrainEnsembleMutationVariables>;
export const TrainForecastEnsembleDocument = new TypedDocumentString(`
    mutation TrainForecastEnsemble($sensorId: ID!, $horizon: Int!) {
  trainModel(
    input: {sensorId: $sensorId, model: {forecastEnsemble: {horizon: $horizon, members: [{ridge: {}}, {seasonalNaive: {}}]}}}
  ) {
    __typename
    ... on TrainingJob {
      id
      status
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:b7cad7f35e65704cc026d9b2e94c372be954b81c68009cc754e36810a7d38bea"}) as unknown as TypedDocumentString<TrainForecastEnsembleMutation, TrainForecastEnsembleMutationVariables>;
export const TrainForecasterDocument = new TypedDocumentString(`
    mutation TrainForecaster($sensorId: ID!, $horizon: Int!, $intervals: ForecastIntervalsInput) {
  trainModel(
    input: {sensorId: $sensorId, model: {ridge504: {horizon: $horizon, intervals: $intervals}}}
  ) {
    __typename
    ... on TrainingJob {
      id
      status
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:caa3edf263468917278cbdf399e0cd6f65e146a0bc435e466200933264f684a7"}) as unknown as TypedDocumentString<TrainForecasterMutation, TrainForecasterMutationVariables>;
export const TrainGroupDocument = new TypedDocumentString(`
    mutation TrainGroup($input: TrainGroupInput!) {
  trainGroup(input: $input) {
    __typename
    ... on TrainingJob {
      id
      status
      group {
        name
        sensors {
          id
          tag
        }
      }
    }
    ... on GroupRefused {
      members {
        code
        message
        remedy
        needed
        given
        sensor {
          id
          tag
        }
      }
    }
    ... on AlreadyQueued {
      trainingJob {
        id
        status
      }
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:57ab4e7281bf694e95c80ea7cc89c2bc7f03b24b3dfbf394036c4f579799e92a"}) as unknown as TypedDocumentString<TrainGroupMutation, TrainGroupMutationVariables>;
export const TrainModelDocument = new TypedDocumentString(`
    mutation TrainModel($input: TrainModelInput!) {
  trainModel(input: $input) {
    __typename
    ... on TrainingJob {
      id
      status
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:78e840ece70db621ace72929ae6b9b39112743d38f93be7c4203dc3c98453d6f"}) as unknown as TypedDocumentString<TrainModelMutation, TrainModelMutationVariables>;
export const TrainModelsDocument = new TypedDocumentString(`
    mutation TrainModels($input: TrainModelsInput!) {
  trainModels(input: $input) {
    __typename
    ... on TrainModelsBatch {
      batchId
      items {
        sensor {
          id
          tag
        }
        outcome {
          __typename
          ... on TrainingJob {
            id
            status
          }
          ... on AlreadyQueued {
            trainingJob {
              id
              status
            }
          }
          ... on InsufficientDataFailure {
            needed
            given
          }
          ... on Error {
            code
            message
            remedy
          }
        }
      }
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:a6ba47c1df2aac798a4d65a2b493044ce8cab4a0da7289438d3e1f7bc75bd918"}) as unknown as TypedDocumentString<TrainModelsMutation, TrainModelsMutationVariables>;
export const TrainTransformerDocument = new TypedDocumentString(`
    mutation TrainTransformer($sensorId: ID!, $horizon: Int!, $epochs: Int!) {
  trainModel(
    input: {sensorId: $sensorId, model: {transformer: {horizon: $horizon, epochs: $epochs}}}
  ) {
    __typename
    ... on TrainingJob {
      id
      status
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:f858d7bd843247ba0366c6fa82da5241395edaece149a9739ebe7b821c23b978"}) as unknown as TypedDocumentString<TrainTransformerMutation, TrainTransformerMutationVariables>;
export const TrainValidatedDocument = new TypedDocumentString(`
    mutation TrainValidated($sensorId: ID!) {
  trainModel(
    input: {sensorId: $sensorId, model: {telemanom: {}}, trainShare: 0.6, validationShare: 0.2, gap: 250}
  ) {
    __typename
    ... on TrainingJob {
      id
      status
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:14aa2f23a94e450c0f7792f28058f430c6e3f3682a1b812f0145915eb8e912c1"}) as unknown as TypedDocumentString<TrainValidatedMutation, TrainValidatedMutationVariables>;
export const TrainWithFeaturesDocument = new TypedDocumentString(`
    mutation TrainWithFeatures($sensorId: ID!) {
  trainModel(
    input: {sensorId: $sensorId, model: {autoregression: {order: 100}}, features: {rolling: [{window: 32, statistics: [DEVIATION, SLOPE]}], spectral: [{window: 64, bands: 4}], calendar: [HOUR_OF_DAY]}}
  ) {
    __typename
    ... on TrainingJob {
      id
      status
      modelVersion {
        id
        datasetVersion {
          sha256
          features {
            columns
            code
          }
        }
      }
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:ff4bd9c87c08c69b1236b9cbdc0a5344a14341e702c0039ecb16347b9feeb388"}) as unknown as TypedDocumentString<TrainWithFeaturesMutation, TrainWithFeaturesMutationVariables>;
export const TrainWithThresholdDocument = new TypedDocumentString(`
    mutation TrainWithThreshold($sensorId: ID!) {
  trainModel(
    input: {sensorId: $sensorId, model: {autoregression: {order: 20, threshold: {peaksOverThreshold: {oneIn: 10000, atLeast: 0.05}}}}}
  ) {
    __typename
    ... on TrainingJob {
      id
      status
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:38097b984d1082e44b8d92ca74cce77b3ad4185d275118369c31e54d97c9c631"}) as unknown as TypedDocumentString<TrainWithThresholdMutation, TrainWithThresholdMutationVariables>;
export const TrainingJobEventsDocument = new TypedDocumentString(`
    subscription TrainingJobEvents($after: String, $jobIds: [ID!]) {
  trainingJobEvents(after: $after, jobIds: $jobIds) {
    __typename
    ... on StreamItem {
      cursor
    }
    ... on TrainingJobEvent {
      trainingJob {
        trainingJob {
          id
        }
        status
        progress
        stage
        epochs {
          number
          loss
          validationLoss
        }
        tensorBackend {
          name
        }
        failure {
          code
          message
          remedy
        }
      }
    }
    ... on Gap {
      reason
      remedy
    }
  }
}
    `, {"hash":"sha256:e9f6eee102f2ba25b9718466f2fc6d3e9a14b638069f5806c7ee21265723308f"}) as unknown as TypedDocumentString<TrainingJobEventsSubscription, TrainingJobEventsSubscriptionVariables>;
export const TrainingJobDocument = new TypedDocumentString(`
    query TrainingJob($id: ID!, $first: Int!, $after: String) {
  node(id: $id) {
    __typename
    ... on TrainingJob {
      id
      status
      stage
      progress
      remainingSeconds
      attempt
      waitsUntil
      epochs {
        number
        loss
        validationLoss
      }
      failure {
        code
        message
        remedy
      }
      modelVersion {
        id
        version
      }
      log(first: $first, after: $after) {
        nodes {
          number
          attempt
          time
          text
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
}
    `, {"hash":"sha256:c8ca8004415ad8b0975b2cae3d0b451ac05f985fa0dbe863acdaed4db7a9f18d"}) as unknown as TypedDocumentString<TrainingJobQuery, TrainingJobQueryVariables>;
export const TrainingJobsDocument = new TypedDocumentString(`
    query TrainingJobs($first: Int!, $after: String, $filter: TrainingJobFilter) {
  trainingJobs(first: $first, after: $after, filter: $filter) {
    nodes {
      id
      status
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:41935c10d22a0f3167378b9b829b3eb30efefae5a756098365d17cdd265084f9"}) as unknown as TypedDocumentString<TrainingJobsQuery, TrainingJobsQueryVariables>;
export const TrainingLogEventsDocument = new TypedDocumentString(`
    subscription TrainingLogEvents($after: String, $jobIds: [ID!]) {
  trainingLogEvents(after: $after, jobIds: $jobIds) {
    __typename
    ... on StreamItem {
      cursor
    }
    ... on TrainingLogEvent {
      trainingJob {
        id
      }
      lines {
        number
        attempt
        time
        text
      }
    }
    ... on Gap {
      reason
      remedy
    }
  }
}
    `, {"hash":"sha256:f22bc179170fe366899280013513c06e7b627e654b9f35a4f7a4ce571eca72a1"}) as unknown as TypedDocumentString<TrainingLogEventsSubscription, TrainingLogEventsSubscriptionVariables>;
export const TrainingStatusDocument = new TypedDocumentString(`
    query TrainingStatus($task: ModelTask!, $within: ID, $states: [TrainingState!], $first: Int!, $after: String) {
  trainingStatus(task: $task, within: $within) {
    totals {
      never
      failed
      stale
      trained
    }
    sensors(states: $states, first: $first, after: $after) {
      nodes {
        sensor {
          id
          tag
        }
        state
        lastTraining {
          id
          failure {
            code
            message
            remedy
          }
        }
        pendingTraining {
          id
          status
          progress
          remainingSeconds
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
  trainingQueue {
    queued
    running
    workers
    remainingSeconds
  }
}
    `, {"hash":"sha256:ad3e62465bd551aa5bf399d02c809fa408d2044a1b2f924efc866a66fccdeb08"}) as unknown as TypedDocumentString<TrainingStatusQuery, TrainingStatusQueryVariables>;
export const ValidateModelsDocument = new TypedDocumentString(`
    mutation ValidateModels($input: ValidateModelsInput!) {
  validateModels(input: $input) {
    __typename
    ... on ValidationJob {
      id
      status
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:8c3f3edf93bee2a5db01a77e270828da77807e03da72d4b04ea0d168b4a90077"}) as unknown as TypedDocumentString<ValidateModelsMutation, ValidateModelsMutationVariables>;
export const VerifyLineageDocument = new TypedDocumentString(`
    query VerifyLineage($modelVersionId: ID!) {
  verifyLineage(modelVersionId: $modelVersionId) {
    __typename
    ... on Lineage {
      isUnchanged
      sha256
      datasetVersion {
        sha256
      }
      datasets {
        sensor {
          tag
        }
        isUnchanged
      }
      changes {
        kind
        message
        samples
        first
        last
        input {
          tag
        }
      }
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    `, {"hash":"sha256:6180d23e7e6417bf40d64192bbef3dd4fd6038fadb969508a615c6f52cd0066d"}) as unknown as TypedDocumentString<VerifyLineageQuery, VerifyLineageQueryVariables>;
export const WhatIfDocument = new TypedDocumentString(`
    query WhatIf($input: WhatIfInput!) {
  whatIf(input: $input) {
    __typename
    ... on WhatIf {
      today {
        ...ReplayedFigures
      }
      asked {
        ...ReplayedFigures
        anomalies {
          start
          end
          peakScore
        }
      }
    }
    ... on BusyFailure {
      retryAfterMs
    }
    ... on Error {
      code
      message
      remedy
    }
  }
}
    fragment ReplayedFigures on ReplayFigures {
  readings
  anomaliesPerDay
  shareOpen
  falseAlarms
  caught {
    id
  }
  missed {
    id
  }
}`, {"hash":"sha256:187d5eaff1b869c30c0e83797732f6dd2380812d0b9ffe60b5d15e4c2ae44c80"}) as unknown as TypedDocumentString<WhatIfQuery, WhatIfQueryVariables>;