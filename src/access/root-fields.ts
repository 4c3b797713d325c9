import type { Action } from '../access.ts';

/**
 * What a field says of the equipment that it touches, for viewers of a subtree. NAMED: all of it is named by ids in the
 * arguments, which are held against the subtree; it must name something. WHOLE: as NAMED, and what is named lies within the
 * subtree with all its parts, as everything has to that a mutation names. LISTED: rows go through pages, filters and streams
 * that end at the subtree; ids that are named are held against it. NODES: as NAMED, and what is outside is null. OPEN: it
 * says nothing of any equipment. PLANT: it is about the whole plant, and refused.
 */
export type Extent = 'NAMED' | 'WHOLE' | 'LISTED' | 'NODES' | 'OPEN' | 'PLANT';

/** Who may use a field of the graph's root. */
export interface FieldRule {
  readonly may: Action;
  readonly extent: Extent;
}

const rule = (may: Action, extent: Extent): FieldRule => ({ may, extent });

/** The one place that says who may do what: a root field that is not in it keeps the graph from being built. */
export const ROOT_FIELDS: Readonly<Record<string, Readonly<Record<string, FieldRule>>>> = {
  Query: {
    node: rule('read', 'NODES'),
    nodes: rule('read', 'NODES'),
    anomalies: rule('read', 'LISTED'),
    apiTokens: rule('administer', 'PLANT'),
    auditLog: rule('administer', 'PLANT'),
    compareDetectors: rule('read', 'NAMED'),
    compareModelVersions: rule('read', 'NAMED'),
    dataQuality: rule('read', 'NAMED'),
    detectionJobs: rule('read', 'LISTED'),
    detectionRun: rule('read', 'NAMED'),
    detectionRuns: rule('read', 'LISTED'),
    equipment: rule('read', 'LISTED'),
    eventCursor: rule('read', 'OPEN'),
    forecastFleet: rule('read', 'LISTED'),
    forecasts: rule('read', 'LISTED'),
    gateDecisions: rule('read', 'LISTED'),
    importedVersions: rule('read', 'LISTED'),
    modelRetentionPolicies: rule('read', 'PLANT'),
    modelValidations: rule('read', 'LISTED'),
    modelVersions: rule('read', 'LISTED'),
    performanceScoring: rule('read', 'OPEN'),
    registeredModels: rule('read', 'LISTED'),
    registryImports: rule('read', 'PLANT'),
    rerunDetection: rule('read', 'NAMED'),
    retrainingPolicy: rule('read', 'OPEN'),
    scoreSeries: rule('read', 'NAMED'),
    sensors: rule('read', 'LISTED'),
    shadowRuns: rule('read', 'LISTED'),
    tensorBackend: rule('read', 'OPEN'),
    trainingJobs: rule('read', 'LISTED'),
    trainingQueue: rule('read', 'PLANT'),
    trainingStatus: rule('read', 'LISTED'),
    validationJobs: rule('read', 'LISTED'),
    verifyLineage: rule('read', 'WHOLE'),
    whatIf: rule('read', 'NAMED'),
  },
  Mutation: {
    archiveModelVersion: rule('promoteModels', 'NAMED'),
    cancelDetectionJob: rule('trainModels', 'NAMED'),
    cancelTrainingJob: rule('trainModels', 'NAMED'),
    cancelValidationJob: rule('trainModels', 'NAMED'),
    cleanUpModels: rule('administer', 'PLANT'),
    clearChallenger: rule('promoteModels', 'NAMED'),
    createApiToken: rule('administer', 'PLANT'),
    createEquipment: rule('changeEquipment', 'NAMED'),
    createSensor: rule('changeEquipment', 'NAMED'),
    deleteModelVersion: rule('administer', 'NAMED'),
    detectAnomalies: rule('trainModels', 'NAMED'),
    forgetAcceptedRegimes: rule('labelAnomalies', 'NAMED'),
    issueForecast: rule('issueForecasts', 'NAMED'),
    labelAnomaly: rule('labelAnomalies', 'NAMED'),
    pinModelVersion: rule('promoteModels', 'NAMED'),
    promoteDespiteGate: rule('administer', 'NAMED'),
    promoteModelVersion: rule('promoteModels', 'NAMED'),
    recordReadings: rule('recordReadings', 'NAMED'),
    restoreModelVersion: rule('promoteModels', 'NAMED'),
    retireEquipment: rule('changeEquipment', 'NAMED'),
    retireSensor: rule('changeEquipment', 'NAMED'),
    revokeApiToken: rule('administer', 'PLANT'),
    rollbackModel: rule('promoteModels', 'NAMED'),
    rollbackModelVersion: rule('promoteModels', 'NAMED'),
    rotateApiToken: rule('administer', 'PLANT'),
    scheduleForecasts: rule('scheduleForecasts', 'NAMED'),
    setChallenger: rule('promoteModels', 'NAMED'),
    setModelRetentionPolicy: rule('administer', 'PLANT'),
    setPerformanceWeights: rule('administer', 'PLANT'),
    setRetrainingPolicy: rule('promoteModels', 'PLANT'),
    startShadowRun: rule('promoteModels', 'NAMED'),
    stopShadowRun: rule('promoteModels', 'NAMED'),
    trainGroup: rule('trainModels', 'NAMED'),
    trainModel: rule('trainModels', 'NAMED'),
    trainModels: rule('trainModels', 'NAMED'),
    unpinModelVersion: rule('promoteModels', 'NAMED'),
    updateEquipment: rule('changeEquipment', 'NAMED'),
    updateSensor: rule('changeEquipment', 'NAMED'),
    validateModels: rule('trainModels', 'NAMED'),
    withdrawModelRetentionPolicy: rule('administer', 'PLANT'),
  },
  Subscription: {
    anomalyEvents: rule('read', 'LISTED'),
    detectionJobEvents: rule('read', 'LISTED'),
    detections: rule('read', 'LISTED'),
    forecastEvents: rule('read', 'LISTED'),
    modelEvents: rule('read', 'LISTED'),
    readings: rule('read', 'NAMED'),
    signalEvents: rule('read', 'LISTED'),
    trainingJobEvents: rule('read', 'LISTED'),
    trainingLogEvents: rule('read', 'LISTED'),
    validationJobEvents: rule('read', 'LISTED'),
  },
};
