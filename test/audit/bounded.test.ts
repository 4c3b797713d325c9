import { expect, it } from 'vitest';
import { boundedJson } from '../../src/audit/bounded.ts';

it('hides whatever stands under the name of a secret, whatever its shape', () => {
  const secrets = {
    token: 'abc',
    apiKey: 1234,
    passwords: ['one', 'two'],
    authorization: { scheme: 'Basic', parts: ['user', 'word'] },
    clientSecret: Buffer.from('bytes'),
    tokenSeed: 12n,
    passphrase: true,
  };
  const hidden = Object.fromEntries(Object.keys(secrets).map((name) => [name, '(hidden)']));
  expect(JSON.parse(boundedJson({ deep: [secrets] }, 4_000))).toEqual({ deep: [hidden] });
});

it('says where a secret is not set', () => {
  expect(JSON.parse(boundedJson({ token: null, name: 'x' }, 4_000))).toEqual({ token: null, name: 'x' });
});
