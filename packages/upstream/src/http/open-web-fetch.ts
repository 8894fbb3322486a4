import { Agent, fetch, type RequestInit } from "undici";
import type { AddressGuard } from "../address/address-guard.ts";
import { UpstreamError } from "../upstream-error.ts";
import { networkError } from "./network-error.ts";

export interface WebRequest {
  url: string;
  method: string;
  headers: readonly (readonly [string, string])[];
  body: Uint8Array | null;
  redirect: "follow" | "manual" | "error";
  /** Of the whole, redirects and body included. */
  timeoutMs: number;
  /** Of the body, unpacked. */
  maxBytes: number;
  signal: AbortSignal;
  /** Throws where a host must not be asked; redirects included. */
  checkHost(url: URL): void;
}

export interface WebAnswer {
  url: string;
  isRedirected: boolean;
  status: number;
  statusText: string;
  headers: [string, string][];
  body: Uint8Array;
}

export interface WebFetch {
  /** One request to anywhere in the web, through the address guard. Every status is an answer; throws UpstreamError. */
  fetch(request: WebRequest): Promise<WebAnswer>;
  close(): Promise<void>;
}

const maxRedirects = 5;
const redirects: readonly number[] = [301, 302, 303, 307, 308];
/** What the connection itself needs, and what would carry a login on by itself. */
const ownHeaders =
  /^(host|connection|content-length|transfer-encoding|expect|upgrade|keep-alive|te|trailer|cookie2?|set-cookie2?|proxy-.*|sec-.*)$/i;
const credentialHeaders = /^(authorization|x-api-key|api-key)$/i;

/** `fetch` for programs: no cookies, nothing of ours in it, and nowhere that the guard does not let pass. */
export function openWebFetch({ guard, userAgent }: { guard: AddressGuard; userAgent: string }): WebFetch {
  const agent = new Agent({ connect: guard.connector(), allowH2: false, maxHeaderSize: 65_536 });

  async function send(request: WebRequest, signal: AbortSignal): Promise<WebAnswer> {
    let url = guard.checkUrl(request.url);
    let { method, body } = request;
    let headers = request.headers.filter(([name]) => !ownHeaders.test(name));
    for (let count = 0; ; count += 1) {
      request.checkHost(url);
      const init: RequestInit = {
        method,
        headers: [
          ["user-agent", userAgent],
          ...headers.map(([name, value]): [string, string] => [name, value]),
        ],
        redirect: "manual",
        credentials: "omit",
        dispatcher: agent,
        signal,
        ...(body === null ? {} : { body }),
      };
      const answer = await fetch(url, init);
      const location = answer.headers.get("location");
      if (request.redirect === "manual" || location === null || !redirects.includes(answer.status)) {
        return {
          url: url.href,
          isRedirected: count > 0,
          status: answer.status,
          statusText: answer.statusText,
          headers: [...answer.headers].filter(([name]) => !/^set-cookie2?$/i.test(name)),
          body: await readBody(answer, url, request.maxBytes),
        };
      }
      await answer.body?.cancel();
      if (request.redirect === "error" || count === maxRedirects || !URL.canParse(location, url.href)) {
        throw new UpstreamError("protocol_error", `${url.host} redirects.`, { sent: true });
      }
      const next = guard.checkUrl(new URL(location, url).href);
      if (url.protocol === "https:" && next.protocol === "http:") {
        throw new UpstreamError("protocol_error", `${url.host} redirects away from https.`, { sent: true });
      }
      // As browsers do (Fetch standard, HTTP-redirect fetch).
      const isPosted = method === "POST" && (answer.status === 301 || answer.status === 302);
      if (isPosted || (answer.status === 303 && method !== "GET" && method !== "HEAD")) {
        method = "GET";
        body = null;
        headers = headers.filter(([name]) => !/^content-/i.test(name));
      }
      if (next.origin !== url.origin) headers = headers.filter(([name]) => !credentialHeaders.test(name));
      url = next;
    }
  }

  return {
    async fetch(request) {
      const deadline = AbortSignal.timeout(request.timeoutMs);
      const host = URL.canParse(request.url) ? new URL(request.url).host : "";
      // The words of whoever decides about hosts pass as they are.
      let refusal: unknown;
      const checkHost = (url: URL) => {
        try {
          request.checkHost(url);
        } catch (error) {
          refusal = error;
          throw error;
        }
      };
      try {
        return await send({ ...request, checkHost }, AbortSignal.any([request.signal, deadline]));
      } catch (error) {
        if (request.signal.aborted) {
          throw new UpstreamError("cancelled", "The call was cancelled.", { sent: true, cause: error });
        }
        if (deadline.aborted) {
          const message = `No answer from ${host} in ${Math.round(request.timeoutMs / 100) / 10} s.`;
          throw new UpstreamError("timeout", message, { sent: true, cause: error });
        }
        if (error === refusal) throw error;
        throw networkError(causeOf(error), { host, wasSent: true });
      }
    },
    close: () => agent.destroy(),
  };
}

/** What stands behind undici's "fetch failed". */
function causeOf(error: unknown): unknown {
  return error instanceof TypeError && error.cause !== undefined ? error.cause : error;
}

async function readBody(
  answer: Awaited<ReturnType<typeof fetch>>,
  url: URL,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      const message = `${url.host} answered more than ${maxBytes} bytes, which is the limit.`;
      throw new UpstreamError("result_too_large", message, { sent: true });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
