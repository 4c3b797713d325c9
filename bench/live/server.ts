import { parseConfig } from '../../src/config.ts';
import { startApplication } from '../../src/server/application.ts';
import { createLog } from '../../src/server/watch/log.ts';
import { answerOrders } from './gauge.ts';

/** The product as it is started, in a process of its own. */
const config = parseConfig(process.env);
const application = await startApplication(config, { log: createLog('warn') });
answerOrders(() => application.close());
process.send?.({ kind: 'READY', url: application.url });
