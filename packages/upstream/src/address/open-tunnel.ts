import type { Socket } from "node:net";
import { type buildConnector, Client } from "undici";
import { UpstreamError } from "../upstream-error.ts";
import type { ResolvedAddress } from "./resolve-host.ts";

/**
 * A socket to one of these addresses through a proxy, by CONNECT (RFC 9110, section 9.3.6). The proxy is given the address
 * that was checked and never the name, so that its own look-up decides nothing. The proxy itself is the operator's choice
 * and dialled unchecked. Throws UpstreamError that names neither the proxy nor its password.
 */
export async function openTunnel(options: {
  proxy: URL;
  addresses: readonly ResolvedAddress[];
  port: number;
  /** For messages. */
  host: string;
  timeoutMs: number;
  createConnector: typeof buildConnector;
}): Promise<Socket> {
  const { proxy, port, host, timeoutMs } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  const refused = (message: string, cause?: unknown) =>
    new UpstreamError("connection_refused", message, { sent: false, cause });
  let failure = refused(`The proxy of this instance could not reach ${host}.`);
  // Many proxies have no IPv6, so what any can reach comes first.
  const ordered = options.addresses.toSorted((one, other) => one.family - other.family);
  for (const { address, family } of ordered) {
    const client = new Client(proxy.origin, {
      connect: options.createConnector({ allowH2: false, timeout: timeoutMs }),
    });
    const authority = family === 6 ? `[${address}]:${port}` : `${address}:${port}`;
    try {
      const headers = { host: authority, ...authorization(proxy) };
      const { socket, statusCode } = await client.connect({ path: authority, headers, signal });
      if (statusCode >= 200 && statusCode < 300) return asSocket(socket);
      socket.on("error", () => undefined).destroy();
      failure = refused(
        statusCode === 407
          ? "The proxy of this instance does not accept its password."
          : `The proxy of this instance could not reach ${host} (${statusCode}).`,
      );
      if (statusCode === 407) break;
    } catch (cause) {
      if (signal.aborted) {
        const message = `No answer from ${host} in ${Math.round(timeoutMs / 100) / 10} s.`;
        throw new UpstreamError("timeout", message, { sent: false, cause });
      }
      throw refused("The proxy of this instance does not answer.", cause);
    } finally {
      // A socket that was handed over is no longer the client's.
      void client.destroy().catch(() => undefined);
    }
  }
  throw failure;
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === "") return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
}

/** What undici hands over is declared as a Duplex; over a connection it is the socket itself. */
function asSocket(stream: unknown): Socket {
  return stream as Socket;
}
