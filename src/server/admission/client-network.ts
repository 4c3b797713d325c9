import { isIPv6 } from 'node:net';

const GROUPS = 8;
/** Those that a client cannot choose. */
const NETWORK_GROUPS = 4;
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

const groupsOf = (text: string): string[] =>
  text
    .split(':')
    .filter(Boolean)
    .map((group) => Number.parseInt(group, 16).toString(16));

/**
 * What the address of a client counts as where limits are each address's own: itself, and of IPv6 the /64 that is handed
 * out as a whole (RFC 6177), since whoever has it can come from 2^64 addresses. An IPv4 address within IPv6 is that.
 */
export function clientNetwork(address: string): string {
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address;
  const [before, after] = address.split('%', 1)[0].split('::').map(groupsOf);
  const left = Math.max(0, GROUPS - before.length - (after?.length ?? 0));
  const groups = [...before, ...Array.from({ length: left }, () => '0'), ...(after ?? [])];
  return `${groups.slice(0, NETWORK_GROUPS).join(':')}::/64`;
}
