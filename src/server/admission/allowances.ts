import type { IncomingMessage, ServerResponse } from 'node:http';
import proxyAddress from 'proxy-addr';
import { identityOf, type Viewer } from '../../access.ts';
import type { Config, Rates } from '../../config.ts';
import { Allowance, type Payer } from './allowance.ts';
import { clientNetwork } from './client-network.ts';

/** What a request costs that is refused before anything is run: reading it took some three milliseconds. */
const REFUSED_DOCUMENT = 500;
/** What a wrong token costs the address that it came from. */
const WRONG_TOKEN = 200;
/** What a WebSocket message costs that is larger than may be: the rest of it comes anyway. */
const GIANT_MESSAGE = 10_000;
/** What a byte of a body costs, beyond those that any operation has, or from the first where it was compressed. */
const BODY_BYTE = 1 / 1024;
const FREE_BYTES = 16 * 1024;
/** What is answered from what is kept. */
const KEPT_ANSWER = 1;

/** What tokens and addresses may use of this process. */
export class Allowances {
  readonly cost: Allowance;
  readonly uploadBytes: Allowance;
  readonly uploadReadings: Allowance;

  constructor({ cost, uploadBytes, uploadReadings, perAddress }: Rates) {
    this.cost = new Allowance('points of cost', cost, perAddress);
    this.uploadBytes = new Allowance('bytes', uploadBytes, perAddress);
    this.uploadReadings = new Allowance('readings', uploadReadings, perAddress);
  }

  /** To be called before anything is read of a request. @throws RateLimitedError when there is nothing left to read it for */
  checkAny(payer: Payer): void {
    if (this.cost.left(payer) < 1) this.cost.take(payer, 1);
  }

  /**
   * @param before bytes of the same body that were taken before
   * @throws RateLimitedError when so many more bytes may not be sent now, or expanded
   */
  takeBody(payer: Payer, bytes: number, isCompressed: boolean, before: number): void {
    this.uploadBytes.take(payer, bytes);
    const free = isCompressed ? 0 : Math.max(0, FREE_BYTES - before);
    if (bytes > free) this.cost.drain(payer, (bytes - free) * BODY_BYTE);
    if (!isCompressed || this.cost.left(payer) >= 1) return;
    this.refusedDocument(payer);
    this.checkAny(payer);
  }

  /** Gives what is left afterwards. @throws RateLimitedError */
  takeKeptAnswer(payer: Payer): number {
    this.cost.take(payer, KEPT_ANSWER);
    return this.cost.left(payer);
  }

  /** Tells in the head of an answer how much cost is left (draft-ietf-httpapi-ratelimit-headers). */
  tell(response: ServerResponse, left: number): void {
    const { burst, perSecond } = this.cost.rate;
    const refilled = Math.ceil((burst - Math.min(left, burst)) / perSecond);
    response.setHeader('ratelimit-policy', `"cost";q=${burst};w=${Math.ceil(burst / perSecond)}`);
    response.setHeader('ratelimit', `"cost";r=${left};t=${refilled}`);
  }

  refusedDocument(payer: Payer): void {
    this.cost.drain(payer, REFUSED_DOCUMENT);
  }

  giantMessage(payer: Payer): void {
    this.cost.drain(payer, GIANT_MESSAGE);
  }

  wrongToken(address: string): void {
    this.cost.drain({ token: null, address }, WRONG_TOKEN);
  }
}

export const payerOf = (viewer: Viewer, address: string): Payer => ({ token: identityOf(viewer), address });

/**
 * The address that a request comes from: the last one in `X-Forwarded-For` that a trusted proxy did not write, and of IPv6 its
 * network.
 */
export function addresses({ trustedProxies }: Pick<Config, 'trustedProxies'>) {
  const trusts = proxyAddress.compile([...trustedProxies]);
  return {
    of: (request: IncomingMessage): string =>
      clientNetwork(
        trustedProxies.length > 0 ? proxyAddress(request, trusts) : (request.socket.remoteAddress ?? ''),
      ),
    isProxy: (address: string): boolean => trusts(address, 0),
  };
}

export type Addresses = ReturnType<typeof addresses>;
