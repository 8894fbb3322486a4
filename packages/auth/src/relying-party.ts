import { isIP } from "node:net";
import type { RelyingParty } from "./passkeys.ts";

/**
 * Who asks for passkeys at this public address; null where no browser has any: at an IP address, and without TLS. On one's own
 * machine it is `localhost`, whose pages browsers trust without TLS.
 */
export function relyingParty(
  publicUrl: string,
  { isLoopback }: { isLoopback: boolean },
): RelyingParty | null {
  const { protocol, hostname, origin, port } = new URL(publicUrl);
  if (isLoopback) {
    const place = `${protocol}//localhost${port === "" ? "" : `:${port}`}`;
    return { id: "localhost", origins: [place] };
  }
  if (protocol !== "https:" || isIP(hostname.replace(/^\[|\]$/g, "")) !== 0) return null;
  return { id: hostname, origins: [origin] };
}
