import { builder } from './builder.ts';
import { namingEnumValues } from './enum-values.ts';
import './scalars.ts';
import './failure.ts';
import './equipment.ts';
import './equipment-changes.ts';
import './sensor.ts';
import './sensor-changes.ts';
import './sensor-signal.ts';
import './accepted-regimes.ts';
import './setting.ts';
import './reading.ts';
import './record-readings.ts';
import './anomaly.ts';
import './registered-model.ts';
import './dataset-version.ts';
import './model-version.ts';
import './model-choice.ts';
import './assignment.ts';
import './stream.ts';
import './anomaly-event.ts';
import './signal-event.ts';
import './detection.ts';
import './scored-series.ts';
import './forecast.ts';
import './operator-label.ts';
import './anomaly-explanation.ts';
import './similar-anomaly.ts';
import './what-if.ts';
import './detector-comparison.ts';
import './detection-run.ts';
import './detection-job.ts';
import './tensor-backend.ts';
import './training-job.ts';

/** The public graph. `cost` is the most that one operation may cost; see `QUERY_TOO_COSTLY`. */
export const buildSchema = (limits: { readonly cost: number }) =>
  namingEnumValues(builder.toSchema({ complexity: { limit: { complexity: limits.cost } } }));
