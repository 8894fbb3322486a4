import type { IncomingMessage } from "node:http";
import { AppError } from "@patchops/contract";

export interface Sites {
  /** Host names without port, lower-case, IPv6 in brackets: a page that rebinds its own name to us is refused by it. */
  allowedHosts: readonly string[];
  /** Browser origins besides the request's own, as browsers write them: `https://app.example`. */
  allowedOrigins: readonly string[];
}

function hostName(host: string): string {
  return host.replace(/:\d*$/, "").toLowerCase();
}

/** Throws `origin_refused` for a Host or an Origin that is not ours; answers the foreign origin that was let in, if any. */
export function checkSite(request: Pick<IncomingMessage, "headers">, sites: Sites): string | null {
  const { host, origin } = request.headers;
  if (host === undefined || !sites.allowedHosts.includes(hostName(host))) {
    throw new AppError("origin_refused", "This server does not answer under that host name.", {
      next: "Add the address under which it is reached to its settings: PATCHOPS_URL.",
    });
  }
  if (origin === undefined) return null;
  if (origin === `http://${host}` || origin === `https://${host}`) return null;
  if (sites.allowedOrigins.includes(origin)) return origin;
  throw new AppError("origin_refused", "Pages of this origin may not call this server.", {
    next: "Its operator can let the origin in: PATCHOPS_ALLOWED_ORIGINS.",
  });
}
