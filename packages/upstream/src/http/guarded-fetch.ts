import { Agent } from "undici";
import type { AddressGuard } from "../address/address-guard.ts";
import { Deadline } from "../deadline.ts";
import { UpstreamError } from "../upstream-error.ts";
import { type HttpAnswer, sendHttp } from "./send-http.ts";

export interface GuardedFetchInit {
  /** Default GET. */
  method?: "GET" | "POST" | "DELETE";
  headers?: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
  /** Default "follow"; "manual" answers a redirect itself. */
  redirect?: "follow" | "manual";
}

export interface GuardedFetch {
  /**
   * Fetches a small document: JSON of at most `maxBytes`, or the first 16 KiB of anything else. A GET follows three redirects,
   * each checked, and takes no header but Accept to another origin; other methods follow none and answer the redirect itself.
   * Throws UpstreamError.
   */
  fetch(url: string | URL, init?: GuardedFetchInit): Promise<Response>;
  close(): Promise<void>;
}

const maxRedirects = 3;
const redirects: readonly number[] = [301, 302, 303, 307, 308];
const withoutBody: readonly number[] = [204, 205, 304];

/** `fetch` behind the address guard, for metadata documents, keys, token and registration endpoints. */
export function createGuardedFetch(options: {
  guard: AddressGuard;
  /** Of one request, connecting included. Default 10 s. */
  timeoutMs?: number;
  /** Default 1 MiB. */
  maxBytes?: number;
}): GuardedFetch {
  const { guard, timeoutMs = 10_000, maxBytes = 1_048_576 } = options;
  const agent = new Agent({ connect: guard.connector(), allowH2: false, headersTimeout: 0, bodyTimeout: 0 });

  async function send(url: URL, init: GuardedFetchInit): Promise<HttpAnswer> {
    const deadline = new Deadline(timeoutMs);
    return sendHttp(agent, {
      method: init.method ?? "GET",
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      headers: { ...init.headers, "accept-encoding": "identity" },
      ...(init.body === undefined ? {} : { body: init.body }),
      host: url.host,
      deadline,
      signal: init.signal,
      maxBytes,
      maxStreamBytes: maxBytes,
    }).finally(() => deadline.stop());
  }

  return {
    async fetch(given, init = {}) {
      let url = guard.checkUrl(String(given));
      let current = init;
      for (let count = 0; ; count += 1) {
        const answer = await send(url, current);
        const { location } = answer.headers;
        const isFollowed =
          init.redirect !== "manual" && (init.method ?? "GET") === "GET" && redirects.includes(answer.status);
        if (!isFollowed || location === undefined) return responseOf(answer);
        if (count === maxRedirects || !URL.canParse(location, url.href)) {
          throw new UpstreamError("protocol_error", `${url.host} redirects without end.`, { sent: true });
        }
        const next = guard.checkUrl(new URL(location, url).href);
        if (url.protocol === "https:" && next.protocol === "http:") {
          throw new UpstreamError("protocol_error", `${url.host} redirects away from https.`, { sent: true });
        }
        if (next.origin !== url.origin) current = { ...current, headers: acceptOf(current.headers) };
        url = next;
      }
    },
    close: () => agent.destroy(),
  };
}

function acceptOf(headers: Record<string, string> = {}): Record<string, string> {
  const accept = Object.entries(headers).find(([name]) => name.toLowerCase() === "accept")?.[1];
  return accept === undefined ? {} : { accept };
}

function responseOf({ status, headers, text }: HttpAnswer): Response {
  const given = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const each of Array.isArray(value) ? value : [value ?? ""]) given.append(name, each);
  }
  return new Response(withoutBody.includes(status) ? null : text, { status, headers: given });
}
