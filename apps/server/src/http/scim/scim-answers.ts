import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import { AppError } from "@patchops/contract";
import { exceedsDepth } from "@patchops/protocol";
import {
  errorMessage,
  namesVersion,
  project,
  readProjection,
  recordScimProblem,
  resolveScimToken,
  type ScimContext,
  type Visit,
} from "@patchops/services";
import type { Context } from "hono";
import { bearerOf } from "../bearer-of.ts";

type Call = Context<{ Bindings: HttpBindings }>;

/** A request of a known directory. */
interface Known {
  context: ScimContext;
  /** The parsed JSON; undefined where there is none. */
  body: unknown;
}

interface Answer {
  status?: number;
  /** One resource, which the client may want parts of. */
  resource?: { meta: { location: string; version: string } };
  body?: object;
}

const maxJsonDepth = 32;
const types = /^application\/(?:scim\+)?json\b/i;

/** How requests of directories are taken and answered (RFC 7644, sections 3.1, 3.12 and 3.14). */
export function createScimAnswers({ visitOf }: { visitOf: (request: IncomingMessage) => Visit }) {
  /** An answer for whoever asks. */
  async function open(call: Call, document: () => unknown): Promise<Response> {
    try {
      return write(call, { body: document() as object });
    } catch (error) {
      return refuse(call, error);
    }
  }

  /** An answer for the directory whose token was sent. Why it was refused something is kept for the organization's admins. */
  async function known(call: Call, work: (known: Known) => Promise<Answer>): Promise<Response> {
    const visit = visitOf(call.env.incoming);
    let context: ScimContext | undefined;
    let body: unknown;
    try {
      context = await resolveScimToken(visit, bearerOf(call.env.incoming));
      body = await bodyOf(call);
      return write(call, await work({ context, body }));
    } catch (error) {
      const status = statusOf(error);
      if (context !== undefined && isWorthKeeping(error, status)) {
        const path = call.req.path.slice("/scim/v2".length);
        const detail = wordsOf(error);
        await recordScimProblem(context, { method: call.req.method, path, body, status, detail });
      }
      return refuse(call, error);
    }
  }

  function refuse(call: Call, error: unknown): Response {
    const status = statusOf(error);
    const { services, requestId } = visitOf(call.env.incoming);
    if (!(error instanceof AppError)) services.log.error({ error, requestId }, "a SCIM request failed");
    else services.log.info({ code: error.code, requestId }, "a SCIM request was refused");
    if (status === 401) call.header("www-authenticate", "Bearer");
    if (error instanceof AppError && error.retryAfterSeconds !== undefined) {
      call.header("retry-after", String(error.retryAfterSeconds));
    }
    const scimType = error instanceof AppError ? error.details?.scimType : undefined;
    return send(call, status, {
      schemas: [errorMessage],
      status: String(status),
      ...(typeof scimType === "string" && { scimType }),
      // Directories show their admins this alone, and no header.
      detail: `${wordsOf(error)} Request ${requestId}.`,
    });
  }

  return {
    open,
    known,
    refuse,
    projected: (call: Call, resource: object) => project(resource, readProjection(call.req.query())),
    notImplemented: (call: Call) =>
      send(call, 501, { schemas: [errorMessage], status: "501", detail: "This is not offered." }),
  };
}

function write(call: Call, { status = 200, resource, body }: Answer): Response {
  if (resource === undefined) return body === undefined ? call.body(null, 204) : send(call, status, body);
  const { location, version } = resource.meta;
  call.header("etag", version);
  call.header(status === 201 ? "location" : "content-location", location);
  const known = call.req.method === "GET" ? call.req.header("if-none-match") : undefined;
  if (known !== undefined && namesVersion(known, Number(/\d+/.exec(version)?.[0])))
    return call.body(null, 304);
  return send(call, status, project(resource, readProjection(call.req.query())));
}

function send(call: Call, status: number, body: object): Response {
  call.header("cache-control", "no-store");
  return call.body(JSON.stringify(body), status as 200, {
    "content-type": "application/scim+json; charset=utf-8",
  });
}

/** Throws `unsupported_media_type`, `malformed_request`. */
async function bodyOf(call: Call): Promise<unknown> {
  if (!["POST", "PUT", "PATCH"].includes(call.req.method)) return undefined;
  if (!types.test(call.req.header("content-type") ?? "")) {
    throw new AppError("unsupported_media_type", "Send application/scim+json.");
  }
  const text = await call.req.text();
  if (exceedsDepth(text, maxJsonDepth)) throw unreadable("The JSON is nested too deeply.");
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable("The body is no JSON.");
  }
}

function unreadable(message: string): AppError {
  return new AppError("malformed_request", message, { details: { scimType: "invalidSyntax" } });
}

/** RFC 7644, table 8. A plan without a place is no reason to come again soon, and so no 429. */
function statusOf(error: unknown): number {
  if (!(error instanceof AppError)) return 500;
  if (error.details?.reason === "version") return 412;
  return error.code === "quota_exceeded" ? 403 : error.httpStatus;
}

function wordsOf(error: unknown): string {
  if (!(error instanceof AppError)) return "Something went wrong on our side.";
  return [error.message, error.next].filter(Boolean).join(" ");
}

/** Directories ask for who may not be there, and come again by themselves. */
function isWorthKeeping(error: unknown, status: number): boolean {
  return (
    ![404, 412, 429, 503].includes(status) && !(error instanceof AppError && error.code === "unauthenticated")
  );
}
