import { ATTACKS } from './attacks.ts';
import { type Order, Target } from './target.ts';

/** Attacks as it is told, in a process of its own, and says what came of it. */
process.on('message', async (order: Order) => {
  const target = new Target(order);
  await ATTACKS[order.attack](target);
  process.send?.(target.outcomes, () => process.exit());
});
process.on('disconnect', () => process.exit());
process.send?.('READY');
