import ipaddr from "ipaddr.js";

/**
 * Addresses that count as public by their range and are not: Azure's machine answers at the first,
 * documentation uses the second (RFC 9637).
 */
const NOT_PUBLIC = ["168.63.129.16/32", "3fff::/20"].map((range) => ipaddr.parseCIDR(range));
/** All of IPv6 that was ever given to the public; what is outside of it leads elsewhere. */
const PUBLIC_V6 = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * Whether an IP address is one of the public internet's.
 *
 * Private, reserved, shared and local ones are not, nor those that carry an IPv4 address inside
 * (mapped, compatible, 6to4, Teredo, NAT64): where they lead is for the network to say. Expects the
 * plain form, as resolvers and `URL` write it; IPv6 without brackets. What is no address is not
 * public.
 */
export function isPublicAddress(text: string): boolean {
  // A zone such as %eth0 belongs to link-local addresses, and ipaddr.js would not compare it.
  if (text.includes("%") || !ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== "unicast") return false;
  if (address instanceof ipaddr.IPv6 && !address.match(PUBLIC_V6)) return false;
  return !NOT_PUBLIC.some(([range, bits]) =>
    range.kind() === address.kind() && address.match(range, bits)
  );
}

/** The IP address that a URL's host is, without brackets; nothing where the host is a name. */
export function addressIn({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[(.*)\]$/, "$1");
  return ipaddr.isValid(bare) ? bare : undefined;
}
