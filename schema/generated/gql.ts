/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "query Anomalies($first: Int!, $after: String, $filter: AnomalyFilter) {\n  anomalies(first: $first, after: $after, filter: $filter) {\n    nodes {\n      id\n      revision\n      status\n      start\n      end\n      score\n      threshold\n      severity\n      cause\n      detectionMode\n      sensor {\n        id\n        tag\n      }\n      revisions {\n        revision\n        end\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.AnomaliesDocument,
    "subscription AnomalyEvents($after: String, $filter: AnomalyEventFilter) {\n  anomalyEvents(after: $after, filter: $filter) {\n    __typename\n    ... on StreamItem {\n      cursor\n    }\n    ... on AnomalyEvent {\n      type\n      time\n      anomaly {\n        anomaly {\n          id\n        }\n        revision\n        status\n        start\n        end\n        score\n        threshold\n        expected\n        actual\n        severity\n        confidence\n        cause\n        detectionMode\n      }\n      sensor {\n        id\n        tag\n        name\n        unit\n        samplingPeriodMs\n        equipment {\n          tag\n          name\n        }\n      }\n    }\n    ... on Gap {\n      reason\n      remedy\n    }\n  }\n}": typeof types.AnomalyEventsDocument,
    "query Chart($sensorId: ID!, $from: DateTime!, $to: DateTime!, $maxPoints: Int!) {\n  node(id: $sensorId) {\n    __typename\n    ... on Sensor {\n      unit\n      limits {\n        lowLow\n        low\n        high\n        highHigh\n      }\n      series(from: $from, to: $to, maxPoints: $maxPoints) {\n        times\n        values\n        qualities\n      }\n    }\n  }\n}": typeof types.ChartDocument,
    "mutation CreateEquipment($input: CreateEquipmentInput!) {\n  createEquipment(input: $input) {\n    __typename\n    ... on Equipment {\n      id\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}": typeof types.CreateEquipmentDocument,
    "mutation CreateSensor($input: CreateSensorInput!) {\n  createSensor(input: $input) {\n    __typename\n    ... on Sensor {\n      id\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}": typeof types.CreateSensorDocument,
    "query Equipment($first: Int!, $after: String, $filter: EquipmentFilter) {\n  equipment(first: $first, after: $after, filter: $filter) {\n    nodes {\n      id\n      tag\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.EquipmentDocument,
    "query Forecast($id: ID!, $horizon: Int!, $levels: [Float!]!) {\n  node(id: $id) {\n    __typename\n    ... on Sensor {\n      tag\n      unit\n      forecast(horizon: $horizon, levels: $levels) {\n        __typename\n        ... on Forecast {\n          mode\n          method\n          origin\n          times\n          values\n          bands {\n            level\n            lower\n            upper\n          }\n        }\n        ... on Error {\n          code\n          message\n          remedy\n        }\n      }\n    }\n  }\n}": typeof types.ForecastDocument,
    "mutation LabelAnomaly($input: LabelAnomalyInput!) {\n  labelAnomaly(input: $input) {\n    __typename\n    ... on OperatorLabel {\n      id\n      verdict\n      note\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}": typeof types.LabelAnomalyDocument,
    "query ModelVersions($first: Int!, $after: String, $filter: ModelVersionFilter) {\n  modelVersions(first: $first, after: $after, filter: $filter) {\n    nodes {\n      id\n      version\n      family\n      metrics {\n        name\n        value\n        baseline\n      }\n      datasetVersion {\n        sha256\n        from\n        to\n        sampleCount\n        trainCount\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.ModelVersionsDocument,
    "query Overview($first: Int!, $after: String, $within: ID) {\n  sensors(first: $first, after: $after, filter: {within: $within}) {\n    totalCount\n    nodes {\n      id\n      tag\n      unit\n      equipment {\n        tag\n        name\n        criticality\n      }\n      latest {\n        time\n        value\n        quality\n      }\n      openAnomaly {\n        id\n        severity\n        start\n      }\n      liveModelVersion(task: DETECTION) {\n        family\n        version\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.OverviewDocument,
    "mutation PromoteModelVersion($input: PromoteModelVersionInput!) {\n  promoteModelVersion(input: $input) {\n    __typename\n    ... on Promotion {\n      assignments {\n        id\n        from\n      }\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}": typeof types.PromoteModelVersionDocument,
    "mutation RecordReadings($input: RecordReadingsInput!) {\n  recordReadings(input: $input) {\n    __typename\n    ... on RecordedReadings {\n      series {\n        accepted\n        duplicates\n        late\n        rejected {\n          index\n          reason\n          message\n        }\n      }\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}": typeof types.RecordReadingsDocument,
    "mutation RollbackModel($input: RollbackModelInput!) {\n  rollbackModel(input: $input) {\n    __typename\n    ... on Assignment {\n      id\n      modelVersion {\n        id\n        version\n      }\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}": typeof types.RollbackModelDocument,
    "query Sensors($first: Int!, $after: String, $filter: SensorFilter) {\n  sensors(first: $first, after: $after, filter: $filter) {\n    nodes {\n      id\n      tag\n      name\n      kind\n      unit\n      samplingPeriodMs\n      createdAt\n      scoredThrough\n      latest {\n        time\n      }\n      detector: liveModelVersion(task: DETECTION) {\n        id\n      }\n      forecaster: liveModelVersion(task: FORECASTING) {\n        id\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.SensorsDocument,
    "mutation TrainModel($input: TrainModelInput!) {\n  trainModel(input: $input) {\n    __typename\n    ... on TrainingJob {\n      id\n      status\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}": typeof types.TrainModelDocument,
    "subscription TrainingJobEvents($after: String, $jobIds: [ID!]) {\n  trainingJobEvents(after: $after, jobIds: $jobIds) {\n    __typename\n    ... on StreamItem {\n      cursor\n    }\n    ... on TrainingJobEvent {\n      trainingJob {\n        trainingJob {\n          id\n        }\n        status\n        progress\n        stage\n        failure {\n          code\n          message\n          remedy\n        }\n      }\n    }\n    ... on Gap {\n      reason\n      remedy\n    }\n  }\n}": typeof types.TrainingJobEventsDocument,
    "query TrainingJobs($first: Int!, $after: String, $filter: TrainingJobFilter) {\n  trainingJobs(first: $first, after: $after, filter: $filter) {\n    nodes {\n      id\n      status\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.TrainingJobsDocument,
};
const documents: Documents = {
    "query Anomalies($first: Int!, $after: String, $filter: AnomalyFilter) {\n  anomalies(first: $first, after: $after, filter: $filter) {\n    nodes {\n      id\n      revision\n      status\n      start\n      end\n      score\n      threshold\n      severity\n      cause\n      detectionMode\n      sensor {\n        id\n        tag\n      }\n      revisions {\n        revision\n        end\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.AnomaliesDocument,
    "subscription AnomalyEvents($after: String, $filter: AnomalyEventFilter) {\n  anomalyEvents(after: $after, filter: $filter) {\n    __typename\n    ... on StreamItem {\n      cursor\n    }\n    ... on AnomalyEvent {\n      type\n      time\n      anomaly {\n        anomaly {\n          id\n        }\n        revision\n        status\n        start\n        end\n        score\n        threshold\n        expected\n        actual\n        severity\n        confidence\n        cause\n        detectionMode\n      }\n      sensor {\n        id\n        tag\n        name\n        unit\n        samplingPeriodMs\n        equipment {\n          tag\n          name\n        }\n      }\n    }\n    ... on Gap {\n      reason\n      remedy\n    }\n  }\n}": types.AnomalyEventsDocument,
    "query Chart($sensorId: ID!, $from: DateTime!, $to: DateTime!, $maxPoints: Int!) {\n  node(id: $sensorId) {\n    __typename\n    ... on Sensor {\n      unit\n      limits {\n        lowLow\n        low\n        high\n        highHigh\n      }\n      series(from: $from, to: $to, maxPoints: $maxPoints) {\n        times\n        values\n        qualities\n      }\n    }\n  }\n}": types.ChartDocument,
    "mutation CreateEquipment($input: CreateEquipmentInput!) {\n  createEquipment(input: $input) {\n    __typename\n    ... on Equipment {\n      id\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}": types.CreateEquipmentDocument,
    "mutation CreateSensor($input: CreateSensorInput!) {\n  createSensor(input: $input) {\n    __typename\n    ... on Sensor {\n      id\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}": types.CreateSensorDocument,
    "query Equipment($first: Int!, $after: String, $filter: EquipmentFilter) {\n  equipment(first: $first, after: $after, filter: $filter) {\n    nodes {\n      id\n      tag\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.EquipmentDocument,
    "query Forecast($id: ID!, $horizon: Int!, $levels: [Float!]!) {\n  node(id: $id) {\n    __typename\n    ... on Sensor {\n      tag\n      unit\n      forecast(horizon: $horizon, levels: $levels) {\n        __typename\n        ... on Forecast {\n          mode\n          method\n          origin\n          times\n          values\n          bands {\n            level\n            lower\n            upper\n          }\n        }\n        ... on Error {\n          code\n          message\n          remedy\n        }\n      }\n    }\n  }\n}": types.ForecastDocument,
    "mutation LabelAnomaly($input: LabelAnomalyInput!) {\n  labelAnomaly(input: $input) {\n    __typename\n    ... on OperatorLabel {\n      id\n      verdict\n      note\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}": types.LabelAnomalyDocument,
    "query ModelVersions($first: Int!, $after: String, $filter: ModelVersionFilter) {\n  modelVersions(first: $first, after: $after, filter: $filter) {\n    nodes {\n      id\n      version\n      family\n      metrics {\n        name\n        value\n        baseline\n      }\n      datasetVersion {\n        sha256\n        from\n        to\n        sampleCount\n        trainCount\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.ModelVersionsDocument,
    "query Overview($first: Int!, $after: String, $within: ID) {\n  sensors(first: $first, after: $after, filter: {within: $within}) {\n    totalCount\n    nodes {\n      id\n      tag\n      unit\n      equipment {\n        tag\n        name\n        criticality\n      }\n      latest {\n        time\n        value\n        quality\n      }\n      openAnomaly {\n        id\n        severity\n        start\n      }\n      liveModelVersion(task: DETECTION) {\n        family\n        version\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.OverviewDocument,
    "mutation PromoteModelVersion($input: PromoteModelVersionInput!) {\n  promoteModelVersion(input: $input) {\n    __typename\n    ... on Promotion {\n      assignments {\n        id\n        from\n      }\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}": types.PromoteModelVersionDocument,
    "mutation RecordReadings($input: RecordReadingsInput!) {\n  recordReadings(input: $input) {\n    __typename\n    ... on RecordedReadings {\n      series {\n        accepted\n        duplicates\n        late\n        rejected {\n          index\n          reason\n          message\n        }\n      }\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}": types.RecordReadingsDocument,
    "mutation RollbackModel($input: RollbackModelInput!) {\n  rollbackModel(input: $input) {\n    __typename\n    ... on Assignment {\n      id\n      modelVersion {\n        id\n        version\n      }\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}": types.RollbackModelDocument,
    "query Sensors($first: Int!, $after: String, $filter: SensorFilter) {\n  sensors(first: $first, after: $after, filter: $filter) {\n    nodes {\n      id\n      tag\n      name\n      kind\n      unit\n      samplingPeriodMs\n      createdAt\n      scoredThrough\n      latest {\n        time\n      }\n      detector: liveModelVersion(task: DETECTION) {\n        id\n      }\n      forecaster: liveModelVersion(task: FORECASTING) {\n        id\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.SensorsDocument,
    "mutation TrainModel($input: TrainModelInput!) {\n  trainModel(input: $input) {\n    __typename\n    ... on TrainingJob {\n      id\n      status\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}": types.TrainModelDocument,
    "subscription TrainingJobEvents($after: String, $jobIds: [ID!]) {\n  trainingJobEvents(after: $after, jobIds: $jobIds) {\n    __typename\n    ... on StreamItem {\n      cursor\n    }\n    ... on TrainingJobEvent {\n      trainingJob {\n        trainingJob {\n          id\n        }\n        status\n        progress\n        stage\n        failure {\n          code\n          message\n          remedy\n        }\n      }\n    }\n    ... on Gap {\n      reason\n      remedy\n    }\n  }\n}": types.TrainingJobEventsDocument,
    "query TrainingJobs($first: Int!, $after: String, $filter: TrainingJobFilter) {\n  trainingJobs(first: $first, after: $after, filter: $filter) {\n    nodes {\n      id\n      status\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.TrainingJobsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Anomalies($first: Int!, $after: String, $filter: AnomalyFilter) {\n  anomalies(first: $first, after: $after, filter: $filter) {\n    nodes {\n      id\n      revision\n      status\n      start\n      end\n      score\n      threshold\n      severity\n      cause\n      detectionMode\n      sensor {\n        id\n        tag\n      }\n      revisions {\n        revision\n        end\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): typeof import('./graphql.ts').AnomaliesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription AnomalyEvents($after: String, $filter: AnomalyEventFilter) {\n  anomalyEvents(after: $after, filter: $filter) {\n    __typename\n    ... on StreamItem {\n      cursor\n    }\n    ... on AnomalyEvent {\n      type\n      time\n      anomaly {\n        anomaly {\n          id\n        }\n        revision\n        status\n        start\n        end\n        score\n        threshold\n        expected\n        actual\n        severity\n        confidence\n        cause\n        detectionMode\n      }\n      sensor {\n        id\n        tag\n        name\n        unit\n        samplingPeriodMs\n        equipment {\n          tag\n          name\n        }\n      }\n    }\n    ... on Gap {\n      reason\n      remedy\n    }\n  }\n}"): typeof import('./graphql.ts').AnomalyEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Chart($sensorId: ID!, $from: DateTime!, $to: DateTime!, $maxPoints: Int!) {\n  node(id: $sensorId) {\n    __typename\n    ... on Sensor {\n      unit\n      limits {\n        lowLow\n        low\n        high\n        highHigh\n      }\n      series(from: $from, to: $to, maxPoints: $maxPoints) {\n        times\n        values\n        qualities\n      }\n    }\n  }\n}"): typeof import('./graphql.ts').ChartDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation CreateEquipment($input: CreateEquipmentInput!) {\n  createEquipment(input: $input) {\n    __typename\n    ... on Equipment {\n      id\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}"): typeof import('./graphql.ts').CreateEquipmentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation CreateSensor($input: CreateSensorInput!) {\n  createSensor(input: $input) {\n    __typename\n    ... on Sensor {\n      id\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}"): typeof import('./graphql.ts').CreateSensorDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Equipment($first: Int!, $after: String, $filter: EquipmentFilter) {\n  equipment(first: $first, after: $after, filter: $filter) {\n    nodes {\n      id\n      tag\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): typeof import('./graphql.ts').EquipmentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Forecast($id: ID!, $horizon: Int!, $levels: [Float!]!) {\n  node(id: $id) {\n    __typename\n    ... on Sensor {\n      tag\n      unit\n      forecast(horizon: $horizon, levels: $levels) {\n        __typename\n        ... on Forecast {\n          mode\n          method\n          origin\n          times\n          values\n          bands {\n            level\n            lower\n            upper\n          }\n        }\n        ... on Error {\n          code\n          message\n          remedy\n        }\n      }\n    }\n  }\n}"): typeof import('./graphql.ts').ForecastDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation LabelAnomaly($input: LabelAnomalyInput!) {\n  labelAnomaly(input: $input) {\n    __typename\n    ... on OperatorLabel {\n      id\n      verdict\n      note\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}"): typeof import('./graphql.ts').LabelAnomalyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ModelVersions($first: Int!, $after: String, $filter: ModelVersionFilter) {\n  modelVersions(first: $first, after: $after, filter: $filter) {\n    nodes {\n      id\n      version\n      family\n      metrics {\n        name\n        value\n        baseline\n      }\n      datasetVersion {\n        sha256\n        from\n        to\n        sampleCount\n        trainCount\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): typeof import('./graphql.ts').ModelVersionsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Overview($first: Int!, $after: String, $within: ID) {\n  sensors(first: $first, after: $after, filter: {within: $within}) {\n    totalCount\n    nodes {\n      id\n      tag\n      unit\n      equipment {\n        tag\n        name\n        criticality\n      }\n      latest {\n        time\n        value\n        quality\n      }\n      openAnomaly {\n        id\n        severity\n        start\n      }\n      liveModelVersion(task: DETECTION) {\n        family\n        version\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): typeof import('./graphql.ts').OverviewDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation PromoteModelVersion($input: PromoteModelVersionInput!) {\n  promoteModelVersion(input: $input) {\n    __typename\n    ... on Promotion {\n      assignments {\n        id\n        from\n      }\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}"): typeof import('./graphql.ts').PromoteModelVersionDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RecordReadings($input: RecordReadingsInput!) {\n  recordReadings(input: $input) {\n    __typename\n    ... on RecordedReadings {\n      series {\n        accepted\n        duplicates\n        late\n        rejected {\n          index\n          reason\n          message\n        }\n      }\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}"): typeof import('./graphql.ts').RecordReadingsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RollbackModel($input: RollbackModelInput!) {\n  rollbackModel(input: $input) {\n    __typename\n    ... on Assignment {\n      id\n      modelVersion {\n        id\n        version\n      }\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}"): typeof import('./graphql.ts').RollbackModelDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Sensors($first: Int!, $after: String, $filter: SensorFilter) {\n  sensors(first: $first, after: $after, filter: $filter) {\n    nodes {\n      id\n      tag\n      name\n      kind\n      unit\n      samplingPeriodMs\n      createdAt\n      scoredThrough\n      latest {\n        time\n      }\n      detector: liveModelVersion(task: DETECTION) {\n        id\n      }\n      forecaster: liveModelVersion(task: FORECASTING) {\n        id\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): typeof import('./graphql.ts').SensorsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation TrainModel($input: TrainModelInput!) {\n  trainModel(input: $input) {\n    __typename\n    ... on TrainingJob {\n      id\n      status\n    }\n    ... on Error {\n      code\n      message\n      remedy\n    }\n  }\n}"): typeof import('./graphql.ts').TrainModelDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription TrainingJobEvents($after: String, $jobIds: [ID!]) {\n  trainingJobEvents(after: $after, jobIds: $jobIds) {\n    __typename\n    ... on StreamItem {\n      cursor\n    }\n    ... on TrainingJobEvent {\n      trainingJob {\n        trainingJob {\n          id\n        }\n        status\n        progress\n        stage\n        failure {\n          code\n          message\n          remedy\n        }\n      }\n    }\n    ... on Gap {\n      reason\n      remedy\n    }\n  }\n}"): typeof import('./graphql.ts').TrainingJobEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query TrainingJobs($first: Int!, $after: String, $filter: TrainingJobFilter) {\n  trainingJobs(first: $first, after: $after, filter: $filter) {\n    nodes {\n      id\n      status\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): typeof import('./graphql.ts').TrainingJobsDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
