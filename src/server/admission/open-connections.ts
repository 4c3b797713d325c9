import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Config } from '../../config.ts';
import type { Addresses } from './allowances.ts';
import { clientNetwork } from './client-network.ts';
import { Refusal } from './refusal.ts';

/** Connections above a limit are still told why for this many more; beyond that they are dropped. */
const TOLD_WHY = 100;

type ConnectionLimits = Pick<Config, 'maxConnections' | 'maxConnectionsPerAddress'>;

const tooMany = (message: string, setting: string): Refusal =>
  new Refusal(
    503,
    'TOO_MANY_CONNECTIONS',
    message,
    `Close connections that are not needed, or raise ${setting}.`,
  );

/** The connections and event streams that a server has open, and how they end. */
export class OpenConnections {
  readonly #sockets = new Map<Socket, string>();
  readonly #byNetwork = new Map<string, number>();
  readonly #streams = new Set<ServerResponse>();
  readonly #limits: ConnectionLimits;
  readonly #addresses: Pick<Addresses, 'isProxy'>;
  #stopping = false;

  constructor(http: Server, limits: ConnectionLimits, addresses: Pick<Addresses, 'isProxy'>) {
    this.#limits = limits;
    this.#addresses = addresses;
    http.maxConnections = limits.maxConnections + TOLD_WHY;
    http.on('connection', (socket) => this.#add(socket));
  }

  /** How many are open, of whatever kind. */
  get connections(): number {
    return this.#sockets.size;
  }

  get streams(): number {
    return this.#streams.size;
  }

  /** Remembers an answer that lasts until one side ends it. */
  addStream(response: ServerResponse): void {
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
  }

  /** @throws Refusal when the server is stopping or full, or the address has too many */
  checkRoom(socket: Socket): void {
    if (this.#stopping) throw new Refusal(503, 'STOPPING', 'The server is stopping', 'Try again shortly.');
    const { maxConnections, maxConnectionsPerAddress } = this.#limits;
    if (this.#sockets.size > maxConnections)
      throw tooMany(`${maxConnections} connections are open`, 'MAX_CONNECTIONS');
    if (this.#of(this.#sockets.get(socket) ?? '') > maxConnectionsPerAddress)
      throw tooMany(
        `${maxConnectionsPerAddress} connections are open from this address`,
        'MAX_CONNECTIONS_PER_ADDRESS',
      );
  }

  /** Cuts the event streams, so that their clients look for another server; other requests run to their end. */
  stop(): void {
    this.#stopping = true;
    for (const stream of this.#streams) stream.destroy();
  }

  #of(address: string): number {
    return this.#addresses.isProxy(address) ? 0 : (this.#byNetwork.get(clientNetwork(address)) ?? 0);
  }

  #add(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    const network = clientNetwork(address);
    this.#sockets.set(socket, address);
    this.#byNetwork.set(network, (this.#byNetwork.get(network) ?? 0) + 1);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      const left = (this.#byNetwork.get(network) ?? 1) - 1;
      if (left > 0) this.#byNetwork.set(network, left);
      else this.#byNetwork.delete(network);
    });
    if (this.#of(address) > this.#limits.maxConnectionsPerAddress + TOLD_WHY) socket.destroy();
  }
}
