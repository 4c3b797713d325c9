import { answerOrders } from './answer-order.ts';
import { rerunStretch } from './rerun-stretch.ts';

answerOrders(rerunStretch);
