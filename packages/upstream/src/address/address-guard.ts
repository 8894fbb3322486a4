import { isIP, type LookupFunction } from "node:net";
import { buildConnector } from "undici";
import { UpstreamError } from "../upstream-error.ts";
import { canonicalAddress, classifyAddress } from "./classify-address.ts";
import { openTunnel } from "./open-tunnel.ts";
import { type ProxySettings, proxyRoute } from "./proxy-route.ts";
import { type ResolvedAddress, type ResolveHost, resolveHost } from "./resolve-host.ts";

type Connector = ReturnType<typeof buildConnector>;

export interface AllowedHost {
  /** A host name or a literal address. */
  host: string;
  /** null = every port. */
  port: number | null;
}

export interface AddressGuardOptions {
  /** Private hosts that may be reached; asked at every decision, so that a change takes effect at once. */
  allow(): readonly AllowedHost[];
  /** Default: name servers, then the system. */
  resolve?: ResolveHost;
  /** Through which https upstreams are reached. What was checked is dialled there as well. */
  proxy?: ProxySettings | undefined;
  /** Makes the connector that dials what was checked. Default: undici's. */
  createConnector?: typeof buildConnector;
}

export interface AddressGuard {
  /**
   * Decides on the text alone: scheme, literal addresses in every spelling, names that are private by definition.
   * Throws UpstreamError `invalid_input` (no address, or one with a user name) or `private_address`.
   */
  checkUrl(text: string): URL;
  /** The addresses of a URL's host, all of them checked. Throws `private_address` or `dns_failed`. */
  resolve(url: URL): Promise<ResolvedAddress[]>;
  /** A connector for undici that dials only what this guard has checked, and exactly that. */
  connector(options?: { timeoutMs?: number; onConnected?: (socket: ConnectedSocket) => void }): Connector;
}

/** What `onConnected` tells of a connection. */
export interface ConnectedSocket {
  /** `TLSv1.3`; null without TLS. */
  tlsVersion: string | null;
  /** Name look-up included. */
  durationMs: number;
}

/** Names that never mean a public host (RFC 6761, 6762, 8375, ICANN's .internal). */
const privateNames = /(^|\.)(localhost|localdomain|local|internal|intranet|lan|home\.arpa)$/;

function refusal(host: string, port: number): UpstreamError {
  return new UpstreamError("private_address", "This instance does not call private addresses.", {
    sent: false,
    host,
    port,
  });
}

/** A URL's host as it is compared: no brackets, no trailing dots, lower case, literal addresses in one spelling. */
function normalHost(hostname: string): string {
  const trimmed = hostname.replace(/\.+$/, "").toLowerCase();
  return canonicalAddress(trimmed) ?? trimmed;
}

function portOf(url: { port: string; protocol: string }): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}

/** Decides where outward connections may go (security: SSRF). One text for all refusals, and no connection is tried. */
export function createAddressGuard(options: AddressGuardOptions): AddressGuard {
  const { resolve = resolveHost, createConnector = buildConnector, proxy } = options;
  const isProxied = proxy ? proxyRoute(proxy) : () => false;

  function isAllowed(host: string, port: number): boolean {
    return options
      .allow()
      .some((entry) => (entry.port === null || entry.port === port) && normalHost(entry.host) === host);
  }

  /** Refuses by the text; answers the host's normal form. */
  function checkHost(hostname: string, port: number): string {
    const host = normalHost(hostname);
    if (isAllowed(host, port)) return host;
    if (canonicalAddress(host) !== null) {
      if (classifyAddress(host) !== "public") throw refusal(host, port);
    } else if (host === "" || privateNames.test(host)) {
      const isOpenLocalhost = isLocalhost(host) && loopbackOf(host, port).length > 0;
      if (!isOpenLocalhost) throw refusal(host, port);
    }
    return host;
  }

  function isLocalhost(host: string): boolean {
    return host === "localhost" || host.endsWith(".localhost");
  }

  /** localhost is never looked up: it is what the loopback addresses may be. */
  function loopbackOf(host: string, port: number): ResolvedAddress[] {
    const both: ResolvedAddress[] = [
      { address: "127.0.0.1", family: 4 },
      { address: "::1", family: 6 },
    ];
    return isAllowed(host, port) ? both : both.filter(({ address }) => isAllowed(address, port));
  }

  async function permit(hostname: string, port: number): Promise<ResolvedAddress[]> {
    const host = checkHost(hostname, port);
    const family = isIP(host);
    if (family !== 0) return [{ address: host, family: family === 6 ? 6 : 4 }];
    if (isLocalhost(host)) return loopbackOf(host, port);
    let addresses: ResolvedAddress[];
    try {
      addresses = await resolve(host);
    } catch (cause) {
      throw new UpstreamError("dns_failed", `The name ${host} could not be resolved.`, {
        sent: false,
        cause,
      });
    }
    if (addresses.length === 0) {
      throw new UpstreamError("dns_failed", `The name ${host} could not be resolved.`, { sent: false });
    }
    const isNameAllowed = isAllowed(host, port);
    for (const { address } of addresses) {
      const kind = classifyAddress(address);
      if (kind === "public" || (kind === "private" && isNameAllowed)) continue;
      if (!isAllowed(normalHost(address), port)) throw refusal(host, port);
    }
    return addresses;
  }

  async function dial(
    target: Parameters<Connector>[0],
    timeoutMs: number,
    callback: Parameters<Connector>[1],
  ): Promise<void> {
    const { hostname, protocol } = target;
    const port = portOf(target);
    const addresses = await permit(hostname, port);
    const connect = createConnector({ allowH2: false, timeout: timeoutMs, lookup: answerWith(addresses) });
    if (proxy && isProxied({ protocol, host: normalHost(hostname), port })) {
      const host = target.host ?? hostname;
      const tunnel = { proxy: proxy.url, addresses, port, host, timeoutMs, createConnector };
      connect({ ...target, httpSocket: await openTunnel(tunnel) }, callback);
      return;
    }
    connect({ ...target, hostname: dialed(hostname, addresses) }, callback);
  }

  return {
    checkUrl(text) {
      if (!URL.canParse(text)) {
        throw new UpstreamError("invalid_input", "That is not a web address.", { sent: false });
      }
      const url = new URL(text);
      const port = portOf(url);
      if (url.protocol !== "http:" && url.protocol !== "https:") throw refusal(url.hostname, port);
      checkHost(url.hostname, port);
      if (url.username !== "" || url.password !== "") {
        throw new UpstreamError("invalid_input", "An address must not hold a user name or password.", {
          sent: false,
        });
      }
      return url;
    },
    resolve: (url) => permit(url.hostname, portOf(url)),
    connector({ timeoutMs = 10_000, onConnected } = {}) {
      return (target, callback) => {
        const startedMs = performance.now();
        const report: typeof callback = (...outcome) => {
          const [error, socket] = outcome;
          if (socket && onConnected) {
            const tlsVersion = "getProtocol" in socket ? socket.getProtocol() : null;
            onConnected({ tlsVersion, durationMs: performance.now() - startedMs });
          }
          if (error) callback(patient(error, target.host ?? target.hostname, timeoutMs), null);
          else callback(...outcome);
        };
        dial(target, timeoutMs, report).catch((error: unknown) =>
          callback(error instanceof Error ? error : new Error("refused"), null),
        );
      };
    },
  };
}

/** An answer to who waited for a connection that says how long that was. */
function patient(error: Error, host: string, timeoutMs: number): Error {
  if (!("code" in error) || error.code !== "UND_ERR_CONNECT_TIMEOUT") return error;
  const message = `No answer from ${host} in ${Math.round(timeoutMs / 100) / 10} s.`;
  return new UpstreamError("timeout", message, { sent: false, cause: error });
}

/** A literal host is dialled in the spelling that was checked. */
function dialed(hostname: string, addresses: ResolvedAddress[]): string {
  const [first] = addresses;
  return canonicalAddress(hostname) !== null && first ? first.address : hostname;
}

/** The look-up that node makes while it dials: it gets the checked addresses and asks nobody again (DNS rebinding). */
function answerWith(addresses: ResolvedAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all) callback(null, addresses);
    else if (first) callback(null, first.address, first.family);
  };
}
