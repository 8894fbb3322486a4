import { BlockList, isIP } from "node:net";
import { canonicalAddress } from "./classify-address.ts";

export interface ProxySettings {
  /** `http:` or `https:`; a user name and password in it are sent to the proxy alone. */
  url: URL;
  /** Hosts that are dialled directly, as NO_PROXY lists them: names with what is below them, addresses, networks, `host:port`, `*`. */
  bypass: readonly string[];
}

interface Rule {
  matches(host: string): boolean;
  port: number | null;
}

function readRule(entry: string): Rule {
  const [network = "", prefix = ""] = entry.split("/");
  const family = isIP(network);
  const longest = family === 4 ? 32 : 128;
  if (family !== 0 && /^\d+$/.test(prefix) && Number(prefix) <= longest) {
    const list = new BlockList();
    list.addSubnet(network, Number(prefix), family === 6 ? "ipv6" : "ipv4");
    return {
      matches: (host) => isIP(host) !== 0 && list.check(host, isIP(host) === 6 ? "ipv6" : "ipv4"),
      port: null,
    };
  }
  const split = family === 6 ? null : /^(.*):(\d{1,5})$/.exec(entry);
  const name = (split?.[1] ?? entry).toLowerCase();
  const port = split ? Number(split[2]) : null;
  if (name === "*") return { matches: () => true, port };
  const address = canonicalAddress(name);
  if (address !== null) return { matches: (host) => host === address, port };
  const domain = name.replace(/^\*?\./, "");
  return { matches: (host) => host === domain || host.endsWith(`.${domain}`), port };
}

/** Which dials go through the proxy: those to https that NO_PROXY does not name. */
export function proxyRoute({
  bypass,
}: ProxySettings): (to: { protocol: string; host: string; port: number }) => boolean {
  const rules = bypass.map(readRule);
  return ({ protocol, host, port }) =>
    protocol === "https:" &&
    !rules.some((rule) => (rule.port === null || rule.port === port) && rule.matches(host));
}
