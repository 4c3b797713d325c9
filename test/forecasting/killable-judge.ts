import { openDatabase } from '../../src/db/database.ts';
import { ENTITIES } from '../../src/entities.ts';
import { judgeForecasts } from '../../src/forecasting/judging.ts';
import { openReadings } from '../../src/readings/open-store.ts';

/** Judges the forecasts of a sensor, and ends itself with SIGKILL when it comes to a step: `URL SENSOR STEP`. */
const [url, sensorId, step] = process.argv.slice(2);
const db = await openDatabase(url, ENTITIES);
const readings = await openReadings(db);
await judgeForecasts(db, readings, [Number(sensorId)], (reached) => {
  if (reached === step) process.kill(process.pid, 'SIGKILL');
});
