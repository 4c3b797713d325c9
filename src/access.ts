import { createHash, timingSafeEqual } from 'node:crypto';
import { DomainError } from './errors.ts';

/** Lowest first: each role may do everything that the ones before it may. */
export const ROLES = ['VIEWER', 'OPERATOR', 'ENGINEER', 'ADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks. The name is written beside every change that the viewer makes. */
export interface Viewer {
  readonly name: string;
  readonly role: Role;
  /** The path of the equipment beyond which nothing is seen, such as `/1/4/`; absent for the whole plant. */
  readonly subtree?: string;
  /** What let the viewer in, such as `token 7`; absent for what the configuration names. */
  readonly credential?: string;
}

/** What tells a viewer from every other: two tokens may have one name, and a JSON Web Token may claim any. */
export const identityOf = ({
  credential = 'configured',
  name,
}: Pick<Viewer, 'name' | 'credential'>): string => `${credential} ${name}`;

/** Whom a request's token lets in. */
export interface Credential {
  readonly viewer: Viewer;
  /** Aborts with an UnauthenticatedError when the token is good no more; absent for what holds as long as the process. */
  readonly ended?: AbortSignal;
}

/** A configured token. Only its SHA-256 is kept, so that no log or dump of the configuration can give it away. */
export interface AccessToken extends Viewer {
  readonly sha256: Uint8Array;
}

/**
 * The lowest role that may do each thing. A gateway that sends telemetry holds an OPERATOR token: it can record and
 * label, but neither train nor change what is live.
 */
export const LOWEST_ROLE = {
  read: 'VIEWER',
  recordReadings: 'OPERATOR',
  readMetrics: 'OPERATOR',
  labelAnomalies: 'OPERATOR',
  issueForecasts: 'OPERATOR',
  trainModels: 'ENGINEER',
  scheduleForecasts: 'ENGINEER',
  promoteModels: 'ENGINEER',
  changeEquipment: 'ENGINEER',
  administer: 'ADMIN',
} as const satisfies Record<string, Role>;

export type Action = keyof typeof LOWEST_ROLE;

const REFUSED = {
  ABSENT: 'No access token was sent',
  UNKNOWN: 'The access token is not known here',
  INVALID: 'The access token is not one that is accepted here',
  EXPIRED: 'The access token has expired',
  REVOKED: 'The access token was revoked',
} as const;

/** Tokens are asked for, and none, an unknown one, or one that is good no more was given. */
export class UnauthenticatedError extends DomainError {
  constructor(reason: keyof typeof REFUSED) {
    super(
      'UNAUTHENTICATED',
      REFUSED[reason],
      'Send "Authorization: Bearer TOKEN" (over WebSocket: connectionParams.authorization) with a token that is good.',
    );
    this.name = 'UnauthenticatedError';
  }
}

/** The role of the viewer may not do what was asked for. */
export class ForbiddenError extends DomainError {
  /** @param what needs the role, such as a field or an address */
  constructor(viewer: Viewer, what: string, role: Role) {
    super(
      'FORBIDDEN',
      `${what} needs the role ${role}; ${viewer.name} is ${viewer.role}`,
      `Ask with a token of the role ${role} or above.`,
      { role },
    );
    this.name = 'ForbiddenError';
  }
}

export function tokenHash(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}

/** True when the viewer's role may do `action`. */
export function may(viewer: Viewer, action: Action): boolean {
  return ROLES.indexOf(viewer.role) >= ROLES.indexOf(LOWEST_ROLE[action]);
}

/** @throws ForbiddenError */
export function checkMay(viewer: Viewer, action: Action, what: string): void {
  if (!may(viewer, action)) throw new ForbiddenError(viewer, what, LOWEST_ROLE[action]);
}

/** Who asks where nobody needs a token, which only loopback allows. */
export const LOCAL_ADMIN: Viewer = { name: 'local', role: 'ADMIN' };

/** The token in an `Authorization` header. @throws UnauthenticatedError */
export function bearerOf(authorization: string | undefined): string {
  const bearer = /^Bearer +(\S+)$/i.exec(authorization ?? '');
  if (!bearer) throw new UnauthenticatedError(authorization ? 'UNKNOWN' : 'ABSENT');
  return bearer[1];
}

/** Whom a configured token lets in, if it is one. Every token is compared, in constant time. */
export function configuredViewer(token: string, tokens: readonly AccessToken[]): Viewer | undefined {
  const presented = tokenHash(token);
  let viewer: Viewer | undefined;
  for (const { name, role, sha256 } of tokens) {
    if (timingSafeEqual(presented, sha256)) viewer = { name, role };
  }
  return viewer;
}
