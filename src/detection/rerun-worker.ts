import { answerOrders } from './answer-orders.ts';
import { rerunStretch } from './rerun-stretch.ts';

answerOrders(rerunStretch);
