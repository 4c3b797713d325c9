import { MeasuredServer } from './measured-server.ts';
import { SIDES, type Side, type Transport } from './messages.ts';
import { connect, framesReach, type Subscribers } from './subscribers.ts';

export interface Load {
  readonly subscribers: number;
  readonly rounds: number;
  /** In each round, on each side. */
  readonly events: number;
}

/** CPU of the server per delivery in microseconds, one figure a round. */
export interface Comparison extends Readonly<Record<Side, number[]>> {
  readonly bytesPerFrame: number;
}

const WARM_UP_EVENTS = 60;

type Clients = Readonly<Record<Side, Subscribers>>;

/** Sends events one by one, each when everybody has the one before. The bare side sends what ours sent last. */
async function send(server: MeasuredServer, clients: Clients, side: Side, events: number, each: number) {
  for (let i = 0; i < events; i++) {
    const through = clients[side].frames + each;
    if (side === 'ours') server.order({ kind: 'ANNOUNCE' });
    else server.order({ kind: 'SEND', frame: clients.ours.last });
    await framesReach(clients[side], through);
  }
}

/** Ours and the bare server by turns, in one process, each with as many clients. */
export async function compare(transport: Transport, load: Load): Promise<Comparison> {
  const server = await MeasuredServer.start();
  try {
    const open = (side: Side) => connect(transport, side, server.urls[side][transport], load.subscribers);
    const clients = { ours: await open('ours'), raw: await open('raw') };
    for (const side of SIDES) await send(server, clients, side, WARM_UP_EVENTS, load.subscribers);
    const cpu: Record<Side, number[]> = { ours: [], raw: [] };
    for (let round = 0; round < load.rounds; round++) {
      for (const side of SIDES) {
        const before = await server.cpu();
        await send(server, clients, side, load.events, load.subscribers);
        const used = (await server.cpu()) - before;
        cpu[side].push(used / (load.events * load.subscribers));
      }
    }
    return { ...cpu, bytesPerFrame: Buffer.byteLength(clients.ours.last) };
  } finally {
    await server.stop();
  }
}
