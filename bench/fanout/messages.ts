export const TRANSPORTS = ['websocket', 'eventStream'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** What is compared on each transport: ours, and beside it a bare server that sends the same bytes. */
export const SIDES = ['ours', 'raw'] as const;
export type Side = (typeof SIDES)[number];

export type Urls = Readonly<Record<Side, Readonly<Record<Transport, string>>>>;

/** From the measuring process to the server. */
export type Order =
  | { readonly kind: 'ANNOUNCE' }
  /** Sends one frame to everybody who is connected to the bare server. */
  | { readonly kind: 'SEND'; readonly frame: string }
  | { readonly kind: 'CPU' }
  | { readonly kind: 'STOP' };

/** From the server to the measuring process. */
export type Report =
  | { readonly kind: 'READY'; readonly urls: Urls }
  /** CPU of the server's process so far, user and system, in microseconds. */
  | { readonly kind: 'CPU'; readonly microseconds: number };
