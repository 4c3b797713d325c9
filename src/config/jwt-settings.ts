import { isLoopback } from './exposure.ts';
import type { Variables } from './variables.ts';

/** Which JSON Web Tokens let whom in. */
export interface JwtRules {
  /** Where the public keys of the issuer are. */
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  /** Asymmetric algorithms that a signature may have. */
  readonly algorithms: readonly string[];
  /** By how much clocks may differ. */
  readonly clockSkewSeconds: number;
  /** The claim with the role, or a list that has one; `a.b` for `b` in `a`. */
  readonly roleClaim: string;
  /** The claim with the tag of the equipment, or `*` for the whole plant; null where every token is for the whole plant. */
  readonly subtreeClaim: string | null;
  /** The keys are asked for no more often than this, whatever tokens come. */
  readonly coolDownMs: number;
  readonly timeoutMs: number;
}

type Given = Readonly<Record<string, string | undefined>>;

const NEEDED = ['JWT_JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE'] as const;

/** What is wrong with the settings of tokens of an issuer beside each other, each with what to set. */
export function jwtProblems(given: Given): string[] {
  const set = Object.keys(given).filter((name) => name.startsWith('JWT_') && given[name]);
  if (set.length === 0) return [];
  const problems = NEEDED.filter((name) => !given[name]).map(
    (name) => `${set[0]} is set, and ${name} is not; set ${name}, or unset ${set[0]}.`,
  );
  const url = URL.parse(given.JWT_JWKS_URL ?? '');
  if (url?.protocol === 'http:' && !isLoopback(url.hostname))
    problems.push('JWT_JWKS_URL is not https, so that keys could be changed on the way; set https://….');
  return problems;
}

/** Null where no issuer is trusted. */
export function jwtRulesOf(values: Variables): JwtRules | null {
  if (values.JWT_JWKS_URL === undefined) return null;
  return {
    jwksUrl: values.JWT_JWKS_URL,
    issuer: values.JWT_ISSUER ?? '',
    audience: values.JWT_AUDIENCE ?? '',
    algorithms: values.JWT_ALGORITHMS,
    clockSkewSeconds: values.JWT_CLOCK_SKEW_SECONDS,
    roleClaim: values.JWT_ROLE_CLAIM,
    subtreeClaim: values.JWT_SUBTREE_CLAIM ?? null,
    coolDownMs: values.JWT_JWKS_COOL_DOWN_MS,
    timeoutMs: values.JWT_JWKS_TIMEOUT_MS,
  };
}
