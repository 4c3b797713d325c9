import type { AuthFailure } from '@pothos/plugin-scope-auth';
import { type Action, ForbiddenError, LOWEST_ROLE, type Viewer } from '../src/access.ts';
import { DomainError, InvalidInputError } from '../src/errors.ts';
import { BadIdError } from './global-id.ts';

const LONGEST_ECHO = 80;

function scopeOf(failure: AuthFailure): Action | undefined {
  if ('failures' in failure) return failure.failures.map(scopeOf).find((action) => action !== undefined);
  return failure.kind === 'AuthScope' ? (failure.parameter as Action) : undefined;
}

/** The viewer's role may not do what the field does. */
export function forbidden(viewer: Viewer, field: string, failure: AuthFailure): DomainError {
  const action = scopeOf(failure);
  return new ForbiddenError(viewer, field, action ? LOWEST_ROLE[action] : 'ADMIN');
}

/** A viewer of a subtree asked for what is about the whole plant, or named nothing of its own. */
export const ofThePlant = (viewer: Viewer, field: string): DomainError =>
  new DomainError(
    'FORBIDDEN',
    `${field} is about the whole plant unless it names something; ${viewer.name} sees a part of it`,
    'Name what it is about, or ask with a token of the whole plant.',
  );

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[];
}

/** The first thing that is wrong with the arguments, by its path. An issue's message says what would be right. */
export function invalidArgument(issue: Issue, args: object): DomainError {
  const keys = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  const value = keys.reduce(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    args as unknown,
  );
  const echo = JSON.stringify(value)?.slice(0, LONGEST_ECHO) ?? 'absent';
  const isBadId = 'params' in issue && (issue.params as { badId?: boolean } | undefined)?.badId;
  return isBadId
    ? new BadIdError(keys.join('.'), echo, issue.message)
    : new InvalidInputError(keys.join('.'), echo, issue.message);
}

/** The document asks for more than one operation may. */
export function tooCostly(cost: number, limit: number): DomainError {
  return new DomainError(
    'QUERY_TOO_COSTLY',
    `The operation costs ${cost}, and ${limit} is allowed`,
    'Ask for shorter pages or fewer fields; every field costs at least 1 for each item that has it.',
    { cost, limit },
  );
}
