import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { addresses } from '../../src/server/admission/allowances.ts';
import { clientNetwork } from '../../src/server/admission/client-network.ts';

it.each([
  ['10.0.0.1', '10.0.0.1'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['2001:db8:0:7:1:2:3:4', '2001:db8:0:7::/64'],
  ['2001:db8:0:7::1', '2001:db8:0:7::/64'],
  ['2001:0DB8::9', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['', ''],
])(
  'the client at %j counts as %j: whoever has one IPv6 address has all of its network',
  (address, network) => {
    expect(clientNetwork(address)).toBe(network);
  },
);

it('clients behind a proxy that is trusted are told apart by their networks', () => {
  const { of } = addresses({ trustedProxies: ['127.0.0.1'] });
  const from = (address: string) => {
    const headers = { 'x-forwarded-for': address };
    return of({ headers, socket: { remoteAddress: '127.0.0.1' } } as unknown as IncomingMessage);
  };
  expect(from('2001:db8:0:7::1')).toBe(from('2001:db8:0:7:ffff::2'));
  expect(from('2001:db8:0:7::1')).not.toBe(from('2001:db8:0:8::1'));
});
