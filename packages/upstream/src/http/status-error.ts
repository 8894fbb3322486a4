import type { IncomingHttpHeaders } from "node:http";
import { classifyMessage, parseJson, type RpcId, type RpcResponse } from "@patchops/protocol";
import { readChallenge } from "../oauth/challenge.ts";
import { UpstreamError } from "../upstream-error.ts";
import type { HttpAnswer } from "./send-http.ts";

/** A JSON-RPC error that came with an error status; it answers the request it came for. */
export function answerInBody(answer: HttpAnswer, id: RpcId): RpcResponse | null {
  if (answer.kind !== "json") return null;
  try {
    const classified = classifyMessage(parseJson(answer.text));
    if (classified?.kind !== "failure") return null;
    const given = classified.message.id;
    return given === undefined || given === null || given === id ? classified.message : null;
  } catch {
    return null;
  }
}

function retryAfterSeconds(headers: IncomingHttpHeaders): number | undefined {
  const value = headers["retry-after"];
  return typeof value === "string" && /^\d{1,6}$/.test(value) ? Number(value) : undefined;
}

/** A whole http or https address without a login in it; its words come from the upstream, so nothing else of it is shown. */
function webAddress(location: string | undefined): string | undefined {
  if (location === undefined || location.length > 2_000 || !URL.canParse(location)) return undefined;
  const url = new URL(location);
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  return isWeb && url.username === "" && url.password === "" ? url.href : undefined;
}

/** What an HTTP answer without a usable message means. The body's text stays out of it. */
export function statusError(
  answer: HttpAnswer,
  request: { host: string; hasSession: boolean },
): UpstreamError {
  const { status, headers } = answer;
  const { host } = request;
  const base = { sent: true, httpStatus: status };
  if (status === 401) {
    const challenge = readChallenge(headers);
    const message = challenge.resourceMetadataUrl ? `${host} asks you to sign in.` : `${host} wants a key.`;
    return new UpstreamError("unauthorized", message, { ...base, challenge });
  }
  if (request.hasSession && (status === 404 || (status === 400 && /session/i.test(answer.text)))) {
    return new UpstreamError("session_lost", `${host} no longer knows the session.`, base);
  }
  if (status === 429 || status === 503) {
    const seconds = retryAfterSeconds(headers);
    const message =
      status === 429 ? `${host} says that there are too many requests.` : `${host} is overloaded.`;
    return new UpstreamError("upstream_error", message, {
      ...base,
      retryable: true,
      ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
    });
  }
  if (status >= 500)
    return new UpstreamError("upstream_error", `${host} failed with status ${status}.`, base);
  if (status === 403) {
    const challenge = readChallenge(headers);
    if (challenge.error === "insufficient_scope") {
      return new UpstreamError("unauthorized", `${host} asks for more permission.`, { ...base, challenge });
    }
  }
  if (status === 403) return new UpstreamError("upstream_error", `${host} refused the request (403).`, base);
  if (status >= 300 && status < 400) {
    const redirectsTo = webAddress(headers.location);
    const place = redirectsTo === undefined ? "another address" : new URL(redirectsTo).origin;
    return new UpstreamError("not_mcp", `${host} redirects to ${place}, which is not followed.`, {
      ...base,
      ...(redirectsTo === undefined ? {} : { redirectsTo }),
    });
  }
  const type = /^[\w.+-]+\/[\w.+-]+/.exec(headers["content-type"] ?? "")?.[0];
  const what = type === "text/html" ? "HTML" : (type ?? "nothing that MCP knows");
  return new UpstreamError("not_mcp", `${host} answered ${what} with ${status}.`, base);
}
