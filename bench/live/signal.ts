const PERIOD_SECONDS = 60;
const FAULT_SECONDS = 20;
const FAULT_EVERY_SECONDS = 400;

/** A number from 0 to 1 that looks random and is the same for the same arguments. */
function noise(sensor: number, second: number): number {
  let mixed = Math.imul(sensor + 1, 0x9e3779b1) ^ Math.imul(second + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296;
}

/** What a healthy sensor measures at a second: a wave of its own with noise. */
export const healthy = (sensor: number, second: number): number =>
  Math.sin((2 * Math.PI * second) / PERIOD_SECONDS + sensor) + 0.3 * (noise(sensor, second) - 0.5);

/** As `healthy`, with a fault of twenty seconds every four hundred, each sensor at its own time. */
export const measured = (sensor: number, second: number): number =>
  healthy(sensor, second) + ((second + sensor * 7) % FAULT_EVERY_SECONDS < FAULT_SECONDS ? 6 : 0);
