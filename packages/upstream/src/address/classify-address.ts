import ipaddr from "ipaddr.js";

/**
 * - `public`: a global unicast address.
 * - `private`: loopback and private networks; an operator may open them, also by a name.
 * - `reserved`: link-local, metadata services, multicast, tunnels and all else; opened only by its literal address.
 */
export type AddressClass = "public" | "private" | "reserved";

/** Metadata and platform services that live in ranges which look ordinary. */
const services = new Set(["100.100.100.200", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254"]);

const privateRanges: readonly string[] = ["loopback", "private", "carrierGradeNat", "uniqueLocal"];

/**
 * An address in its one spelling: an IPv4 address inside IPv6 (mapped ::ffff:0:0/96, NAT64 64:ff9b::/96) as IPv4, because
 * that is what would be dialled. Null for what is no address.
 */
export function canonicalAddress(text: string): string | null {
  const bare = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  if (!ipaddr.isValid(bare)) return null;
  const address = ipaddr.parse(bare);
  if (address instanceof ipaddr.IPv4) return address.toString();
  const embedded = embeddedIpv4(address);
  return (embedded ?? address).toString();
}

function embeddedIpv4(address: ipaddr.IPv6): ipaddr.IPv4 | null {
  const bytes = address.toByteArray();
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  const nat64 = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];
  const isNat64 = nat64.every((byte, index) => bytes[index] === byte);
  return isMapped || isNat64 ? new ipaddr.IPv4(bytes.slice(12)) : null;
}

/**
 * What kind of address this is. Only what is known to be global unicast is `public`. 6to4, Teredo, IPv4-compatible and
 * translated addresses are `reserved` whatever they hold: nobody serves MCP there, and each can hide a private address.
 */
export function classifyAddress(text: string): AddressClass {
  const canonical = canonicalAddress(text);
  if (canonical === null || services.has(canonical)) return "reserved";
  const address = ipaddr.parse(canonical);
  const range = address.range();
  if (privateRanges.includes(range)) return "private";
  if (range !== "unicast") return "reserved";
  // 2000::/3 is all the global unicast space there is (RFC 4291, IANA).
  if (address instanceof ipaddr.IPv6 && ((address.toByteArray()[0] ?? 0) & 0xe0) !== 0x20) return "reserved";
  return "public";
}
