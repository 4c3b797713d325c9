import { describe, expect, it } from 'vitest';
import {
  type Action,
  LOWEST_ROLE,
  may,
  ROLES,
  tokenHash,
  UnauthenticatedError,
  viewerOf,
} from '../../src/access.ts';

const OPERATOR = 'operator-token-of-thirty-two-chars';
const ADMIN = 'administrator-token-of-32-characters';
const tokens = [
  { role: 'OPERATOR', name: 'gateway', sha256: tokenHash(OPERATOR) },
  { role: 'ADMIN', name: 'root', sha256: tokenHash(ADMIN) },
] as const;

describe('a viewer', () => {
  it('is the one whose token was sent', () => {
    expect(viewerOf(`Bearer ${OPERATOR}`, tokens)).toEqual({ name: 'gateway', role: 'OPERATOR' });
    expect(viewerOf(`bearer ${ADMIN}`, tokens)).toEqual({ name: 'root', role: 'ADMIN' });
  });

  it('is the local administrator only when no token is configured', () => {
    expect(viewerOf(undefined, [])).toEqual({ name: 'local', role: 'ADMIN' });
  });

  it.each([
    undefined,
    '',
    OPERATOR,
    `Basic ${OPERATOR}`,
    'Bearer ',
    `Bearer ${OPERATOR}x`,
    `Bearer ${OPERATOR} x`,
  ])('is nobody for the header %j', (header) => {
    expect(() => viewerOf(header, tokens)).toThrow(UnauthenticatedError);
  });

  it('learns from the error what to send, and never reads a token in it', () => {
    const error = (() => {
      try {
        return viewerOf('Bearer not-a-token-that-anybody-knows', tokens);
      } catch (thrown) {
        return thrown as UnauthenticatedError;
      }
    })();
    expect(error).toMatchObject({ code: 'UNAUTHENTICATED', remedy: expect.stringContaining('Bearer') });
    expect(JSON.stringify(error)).not.toContain('anybody-knows');
  });
});

describe('roles', () => {
  it('are ranked: each may do what the ones before it may', () => {
    const actions = Object.keys(LOWEST_ROLE) as Action[];
    const allowed = ROLES.map((role) => actions.filter((action) => may({ name: 'x', role }, action)));
    expect(allowed.map((some) => some.length)).toEqual([1, 4, 8, 9]);
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
