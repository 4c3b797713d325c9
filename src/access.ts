import { createHash, timingSafeEqual } from 'node:crypto';
import { DomainError } from './errors.ts';

/** Lowest first: each role may do everything that the ones before it may. */
export const ROLES = ['VIEWER', 'OPERATOR', 'ENGINEER', 'ADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks. The name is written beside every change that the viewer makes. */
export interface Viewer {
  readonly name: string;
  readonly role: Role;
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

/** Tokens are asked for, and none or an unknown one was given. */
export class UnauthenticatedError extends DomainError {
  constructor(given: boolean) {
    super(
      'UNAUTHENTICATED',
      given ? 'The access token is not known here' : 'No access token was sent',
      'Send "Authorization: Bearer TOKEN" (over WebSocket: connectionParams.authorization) with a configured token.',
    );
    this.name = 'UnauthenticatedError';
  }
}

export function tokenHash(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}

/** True when the viewer's role may do `action`. */
export function may(viewer: Viewer, action: Action): boolean {
  return ROLES.indexOf(viewer.role) >= ROLES.indexOf(LOWEST_ROLE[action]);
}

const LOCAL_ADMIN: Viewer = { name: 'local', role: 'ADMIN' };

/**
 * Who an `Authorization` header stands for. Without configured tokens everybody is the local administrator; the
 * configuration allows that on loopback only. Every token is compared, in constant time.
 * @throws UnauthenticatedError
 */
export function viewerOf(authorization: string | undefined, tokens: readonly AccessToken[]): Viewer {
  if (tokens.length === 0) return LOCAL_ADMIN;
  const bearer = /^Bearer +(\S+)$/i.exec(authorization ?? '');
  if (!bearer) throw new UnauthenticatedError(Boolean(authorization));
  const presented = tokenHash(bearer[1]);
  let viewer: Viewer | undefined;
  for (const token of tokens) {
    if (timingSafeEqual(presented, token.sha256)) viewer = { name: token.name, role: token.role };
  }
  if (!viewer) throw new UnauthenticatedError(true);
  return viewer;
}
