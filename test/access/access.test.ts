import { describe, expect, it } from 'vitest';
import {
  type Action,
  bearerOf,
  checkMay,
  configuredViewer,
  ForbiddenError,
  LOWEST_ROLE,
  may,
  ROLES,
  tokenHash,
  UnauthenticatedError,
} from '../../src/access.ts';
import { Authentication } from '../../src/server/admission/authentication.ts';

const OPERATOR = 'operator-token-of-thirty-two-chars';
const ADMIN = 'administrator-token-of-32-characters';
const tokens = [
  { role: 'OPERATOR', name: 'gateway', sha256: tokenHash(OPERATOR) },
  { role: 'ADMIN', name: 'root', sha256: tokenHash(ADMIN) },
] as const;

const viewerOf = (header: string | undefined) => configuredViewer(bearerOf(header), tokens);

it('whoever may not is told the role that may', () => {
  const viewer = { name: 'wall', role: 'VIEWER' } as const;
  expect(() => checkMay({ ...viewer, role: 'OPERATOR' }, 'readMetrics', '/metrics')).not.toThrow();
  let refusal: unknown;
  try {
    checkMay(viewer, 'readMetrics', '/metrics');
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(ForbiddenError);
  expect(refusal).toMatchObject({
    code: 'FORBIDDEN',
    message: '/metrics needs the role OPERATOR; wall is VIEWER',
    remedy: 'Ask with a token of the role OPERATOR or above.',
    details: { role: 'OPERATOR' },
  });
});

describe('a viewer', () => {
  it('is the one whose token was sent', () => {
    expect(viewerOf(`Bearer ${OPERATOR}`)).toEqual({ name: 'gateway', role: 'OPERATOR' });
    expect(viewerOf(`bearer ${ADMIN}`)).toEqual({ name: 'root', role: 'ADMIN' });
    expect(viewerOf(`Bearer ${OPERATOR}x`)).toBeUndefined();
  });

  it.each([undefined, '', OPERATOR, `Basic ${OPERATOR}`, 'Bearer ', `Bearer ${OPERATOR} x`])(
    'is nobody for the header %j',
    (header) => expect(() => bearerOf(header)).toThrow(UnauthenticatedError),
  );

  it('is the local administrator only where no token is required', async () => {
    const unknown = () => Promise.reject(new UnauthenticatedError('UNKNOWN'));
    const open = new Authentication({ tokens: [], authRequired: false }, unknown);
    expect(await open.credentialOf(undefined)).toEqual({ viewer: { name: 'local', role: 'ADMIN' } });
    for (const slip of ['Bearer telltale_cut-off', 'telltale_without-bearer', 'Bearer telltale_in two'])
      await expect(open.credentialOf(slip)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const closed = new Authentication({ tokens: [], authRequired: true }, unknown);
    await expect(closed.credentialOf(undefined)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      remedy: expect.stringContaining('Bearer'),
    });
  });
});

describe('roles', () => {
  it('are ranked: each may do what the ones before it may', () => {
    const actions = Object.keys(LOWEST_ROLE) as Action[];
    const allowed = ROLES.map((role) => actions.filter((action) => may({ name: 'x', role }, action)));
    expect(allowed.map((some) => some.length)).toEqual([1, 5, 9, 10]);
    for (let i = 1; i < allowed.length; i++)
      expect(allowed[i]).toEqual(expect.arrayContaining(allowed[i - 1]));
  });

  it('let an operator record and label, and not train or promote', () => {
    const operator = { name: 'gateway', role: 'OPERATOR' } as const;
    expect(may(operator, 'recordReadings')).toBe(true);
    expect(may(operator, 'labelAnomalies')).toBe(true);
    expect(may(operator, 'trainModels')).toBe(false);
    expect(may(operator, 'promoteModels')).toBe(false);
    expect(may({ name: 'x', role: 'VIEWER' }, 'recordReadings')).toBe(false);
  });
});
