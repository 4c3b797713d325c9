import { type AccessToken, ROLES, type Role, tokenHash } from '../access.ts';

export const TOKEN_LENGTH = 32;
/** Fewer different characters than this are a word or a row of one letter, not a random token. */
const DIFFERENT_CHARACTERS = 8;
const PLACEHOLDER = /change.?me|example|placeholder|default|password|secret|your.?token|insert.?here/i;

const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

/** Why nobody should be let in with this token, or null. Only what anyone could guess is refused. */
function weaknessOf(token: string): string | null {
  if (token.length < TOKEN_LENGTH || /\s/.test(token)) {
    return `the token must have at least ${TOKEN_LENGTH} characters and no space.`;
  }
  const guessable = PLACEHOLDER.test(token) || new Set(token).size < DIFFERENT_CHARACTERS;
  return guessable ? 'the token can be guessed; make one with `openssl rand -hex 32`.' : null;
}

/** Tokens of `role:name:token,…`; what is wrong goes to `problems` by position, never with the token. */
export function parseTokens(text: string, problems: string[]): AccessToken[] {
  const seen = new Set<string>();
  const entries = text.split(',').flatMap((part) => part.trim() || []);
  if (text !== '' && entries.length === 0) problems.push('AUTH_TOKENS is set and holds no role:name:token.');
  return entries.flatMap((entry, index) => {
    const [roleText = '', name = '', ...rest] = entry.split(':');
    const role = roleText.toUpperCase();
    const token = rest.join(':');
    const where = `AUTH_TOKENS entry ${index + 1}`;
    const before = problems.length;
    const weakness = weaknessOf(token);
    if (rest.length === 0) problems.push(`${where} is not of the form role:name:token.`);
    else if (!isRole(role)) problems.push(`${where}: the role must be viewer, operator, engineer or admin.`);
    else if (!/^[\w.@-]{1,64}$/.test(name)) {
      problems.push(`${where}: the name must be 1 to 64 letters, digits or the characters . _ @ -.`);
    } else if (weakness !== null) problems.push(`${where} (${name}): ${weakness}`);
    else if (seen.has(token)) problems.push(`${where} (${name}): the token is used twice.`);
    seen.add(token);
    return problems.length === before ? [{ role: role as Role, name, sha256: tokenHash(token) }] : [];
  });
}
