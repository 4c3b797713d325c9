import fc from 'fast-check';

export const at = (start: number, end: number) => ({ start, end });

/** Up to six intervals inside a series of so many samples; they may overlap. */
export const intervalsWithin = (samples: number) =>
  fc.array(
    fc.tuple(fc.nat(samples - 1), fc.nat(samples - 1)).map(([a, b]) => at(Math.min(a, b), Math.max(a, b))),
    { maxLength: 6 },
  );
