import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

export const ISSUER = 'https://issuer.example.org/';
export const AUDIENCE = 'telltale';

/** The issuer of JSON Web Tokens: it signs with its newest key, and serves the public ones on loopback. */
export interface KeyServer {
  readonly url: string;
  /** How often its keys were asked for. */
  asked(): number;
  /** What is asked for is answered with this from now on. */
  answer(status: number, body?: string): void;
  /** Another key in the place of the one before. */
  rotate(): Promise<void>;
  sign(claims: JWTPayload, more?: { expires?: number; algorithm?: string }): Promise<string>;
}

export async function startKeyServer(): Promise<KeyServer> {
  let pair: KeyPair;
  let kid = 0;
  let asked = 0;
  let status = 200;
  let body: string | undefined;
  const keys = async () =>
    JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: `${kid}` }] });
  const rotate = async () => {
    pair = await generateKeyPair('ES256', { extractable: true });
    kid++;
  };
  await rotate();
  const http = createServer(async (_, response) => {
    asked++;
    const text = body ?? (await keys());
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void http.close());
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/keys`,
    asked: () => asked,
    answer(newStatus, newBody) {
      status = newStatus;
      body = newBody;
    },
    rotate,
    sign: (claims, { expires = Math.floor(Date.now() / 1_000) + 600, algorithm = 'ES256' } = {}) =>
      new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: 'ann', role: 'operator', exp: expires, ...claims })
        .setProtectedHeader({ alg: algorithm, kid: `${kid}` })
        .sign(algorithm === 'ES256' ? pair.privateKey : new TextEncoder().encode('x'.repeat(64))),
  };
}
