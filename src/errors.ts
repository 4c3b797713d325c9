/**
 * An expected failure. `code` is part of the public contract and never changes its meaning; `message` says what
 * was wrong in the caller's words; `remedy` says what would be right.
 */
export class DomainError extends Error {
  readonly code: string;
  readonly remedy: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, remedy: string, details: Record<string, unknown> = {}) {
    super(message);
    this.name = 'DomainError';
    this.code = code;
    this.remedy = remedy;
    this.details = details;
  }
}

/** The code that a caller is told of a failure: a fault of ours has no other, whatever the database calls it. */
export const codeTold = (error: unknown): string =>
  error instanceof DomainError ? error.code : 'INTERNAL_SERVER_ERROR';

/** Something named does not exist. */
export class NotFoundError extends DomainError {
  constructor(what: string, name: string | number) {
    super('NOT_FOUND', `${what} ${name} does not exist`, `Use the id of an existing ${what}.`, {
      what,
      name,
    });
    this.name = 'NotFoundError';
  }
}

/** A value is outside what a field accepts. The message names field, value and range. */
export class InvalidInputError extends DomainError {
  constructor(field: string, value: unknown, allowed: string) {
    super('INVALID_INPUT', `${field} is ${String(value)}`, `${field} must be ${allowed}.`, { field });
    this.name = 'InvalidInputError';
  }
}

/** The state of a thing does not allow the request now. */
export class ConflictError extends DomainError {
  constructor(code: string, message: string, remedy: string, details: Record<string, unknown> = {}) {
    super(code, message, remedy, details);
    this.name = 'ConflictError';
  }
}

/** Too few samples to fit; says how many are needed. Both counts are samples of the sensor. */
export class InsufficientDataError extends DomainError {
  /** @param member of several sensors that are fitted together, the place of the one that has too few, from 0 */
  constructor(needed: number, given: number, member?: number) {
    super(
      'INSUFFICIENT_DATA',
      `${given} usable samples, ${needed} are needed`,
      `Record at least ${needed} usable samples, or choose a wider range.`,
      { needed, given, ...(member !== undefined && { member }) },
    );
    this.name = 'InsufficientDataError';
  }
}

/** Bytes that should hold a fitted model, a state or a file do not. */
export class CorruptArtifactError extends DomainError {
  constructor(what: string, why: string) {
    super(
      'CORRUPT_ARTIFACT',
      `${what} cannot be read: ${why}`,
      'Train the model again, or restore the artifact from a copy.',
      {
        what,
      },
    );
    this.name = 'CorruptArtifactError';
  }
}

/** What a decision could be run again from is kept no more. */
export class RestartPointGoneError extends DomainError {
  /** @param fromMs when the oldest point that is kept of the sensor was made, ms since the epoch; null where none is */
  constructor(fromMs: number | null) {
    const from = fromMs === null ? null : new Date(fromMs).toISOString();
    super(
      'RESTART_POINT_GONE',
      'The state that this was decided from is kept no more',
      from
        ? `Ask for a revision that was published after ${from}, or keep more of them (RERUN_RETENTION_DAYS).`
        : 'Keep them for longer (RERUN_RETENTION_DAYS, RERUN_RETENTION_POINTS).',
      { fromMs },
    );
    this.name = 'RestartPointGoneError';
  }
}

/** Something outside did not answer or did not let us in: the same request may succeed later. */
export class UnavailableError extends DomainError {}

/** As much is being worked out on request as there are threads, and as many wait as may. */
export class BusyError extends DomainError {
  constructor(atWork: number, retryAfterMs: number) {
    super(
      'BUSY',
      `${atWork} series are being judged already, and as many requests wait as may`,
      `Ask again in ${Math.ceil(retryAfterMs / 1_000)} seconds.`,
      { retryAfterMs },
    );
    this.name = 'BusyError';
  }
}

/** A token or an address has used what it may for now. `retryAfterMs` is how long until it may go on. */
export class RateLimitedError extends DomainError {
  readonly retryAfterMs: number;

  /** @param rate of a token, and how much of it may be saved up */
  constructor(
    what: string,
    { perSecond, burst }: { perSecond: number; burst: number },
    retryAfterMs: number,
  ) {
    super(
      'RATE_LIMITED',
      `More ${what} were used than one may: ${perSecond} a second, ${burst} at once`,
      `Wait ${retryAfterMs} ms, and ask for less at a time.`,
      { retryAfterMs },
    );
    this.name = 'RateLimitedError';
    this.retryAfterMs = retryAfterMs;
  }
}

/** An operation took longer than one may. */
export class TimedOutError extends DomainError {
  constructor(limitMs: number) {
    super(
      'TIMED_OUT',
      `The operation took longer than ${limitMs} ms and was stopped`,
      'Ask for less at a time. Of a mutation, look first whether it was done.',
      { limitMs },
    );
    this.name = 'TimedOutError';
  }
}

/** A forecast was asked for further ahead than the model reaches. Horizons are steps of the sampling period. */
export class HorizonTooLongError extends DomainError {
  constructor(asked: number, longest: number) {
    super('HORIZON_TOO_LONG', `A horizon of ${asked} steps was asked for`, `Ask for 1 to ${longest} steps.`, {
      asked,
      longest,
    });
    this.name = 'HorizonTooLongError';
  }
}
