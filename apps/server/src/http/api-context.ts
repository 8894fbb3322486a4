import type { IncomingMessage } from "node:http";
import type { ApiContext } from "@patchops/api";
import { AppError, type Via } from "@patchops/contract";
import { readTraceContext } from "@patchops/protocol";
import {
  type Actor,
  frozenError,
  readLoginToken,
  resolveApiKey,
  resolveLoginSession,
  type Services,
  suspendedError,
  type Visit,
} from "@patchops/services";
import { bearerOf } from "./bearer-of.ts";
import { isOperator } from "./is-operator.ts";

export interface ApiDoor {
  services: Services;
  operatorToken: string;
  clientAddress: (request: IncomingMessage) => string;
}

const clientHeader = /^(cli|sdk)\/([0-9A-Za-z.-]{1,32})$/;

const keyProblems = {
  malformed_key: "That is not a whole API key. Copy it again.",
  unknown_key: "This API key is not known here.",
  revoked_key: "This API key was revoked.",
  expired_key: "This API key has expired.",
} as const;

/** A JSON Web Token has two dots; a key has none. */
const accessTokenShape = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** A browser's cookie speaks for a person only where the request comes from our own pages (S18). */
function refuseForeignWrite(request: IncomingMessage): void {
  if (request.method === "GET" || request.headers.origin !== undefined) return;
  throw new AppError("origin_refused", "A request with a login cookie must name its origin.", {
    next: "Programs use an API key: Authorization: Bearer po_…",
  });
}

interface Identity {
  actor: Actor | null;
  renewedCookie: string | null;
}

const nobody: Identity = { actor: null, renewedCookie: null };

async function actorOf(door: ApiDoor, visit: Visit, request: IncomingMessage): Promise<Identity> {
  const bearer = bearerOf(request);
  if (bearer !== null && accessTokenShape.test(bearer)) {
    throw new AppError(
      "unauthenticated",
      "An access token of a sign-in is good for its MCP endpoint alone.",
      {
        next: "Programs use an API key here: Authorization: Bearer po_…",
        details: { reason: "invalid_token" },
      },
    );
  }
  if (bearer !== null) {
    const resolved = await resolveApiKey(door.services, bearer, visit);
    if (resolved.ok) return { actor: resolved.actor, renewedCookie: null };
    if (resolved.reason === "frozen") throw frozenError(resolved.freeze ?? { reason: null });
    if (resolved.reason === "suspended") throw suspendedError(door.services, resolved.suspension ?? null);
    throw new AppError("unauthenticated", keyProblems[resolved.reason], {
      next: "Create a key under Settings, API keys.",
      details: { reason: resolved.reason },
    });
  }
  const token = readLoginToken(door.services, request.headers.cookie);
  if (token === null) return nobody;
  refuseForeignWrite(request);
  const login = await resolveLoginSession(visit, token, { impersonates: true });
  return login ?? nobody;
}

/** A request of somebody, whoever it is. */
export function visitOf(door: ApiDoor, request: IncomingMessage, requestId: string): Visit {
  return {
    services: door.services,
    requestId,
    address: door.clientAddress(request),
    userAgent: request.headers["user-agent"]?.slice(0, 512) ?? null,
    cookieHeader: request.headers.cookie,
    trace: readTraceContext(request.headers),
  };
}

/** Who asks, in what role, through which face: the context of a procedure. */
export async function createApiContext(
  door: ApiDoor,
  request: IncomingMessage,
  options: { requestId: string; resHeaders: Headers },
): Promise<ApiContext> {
  const visit = visitOf(door, request, options.requestId);
  let refusal: AppError | null = null;
  const { actor, renewedCookie } = await actorOf(door, visit, request).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    refusal = error;
    return nobody;
  });
  if (renewedCookie !== null) options.resHeaders.append("set-cookie", renewedCookie);
  const said = clientHeader.exec(String(request.headers["x-patchops-client"] ?? ""));
  const via: Via = actor?.kind === "user" ? "dashboard" : said?.[1] === "cli" ? "cli" : "sdk";
  return {
    visit,
    services: door.services,
    actor,
    refusal,
    isOperator: isOperator(request, door.operatorToken),
    async barred(act) {
      try {
        const { actor: now } = await actorOf(door, visit, request);
        // A browser that has gone on in another organization, or as somebody else, has no part in what it opened before.
        if (now === null || now.userId !== actor?.userId || now.organizationId !== actor.organizationId) {
          return new AppError("unauthenticated", "The login that sent this has ended.");
        }
        return act === "call" && now.freeze !== undefined ? frozenError(now.freeze) : null;
      } catch (error) {
        // A key that was revoked is refused; a database that is away says nothing.
        if (error instanceof AppError && error.httpStatus < 500) return error;
        throw error;
      }
    },
    via,
    client:
      actor?.kind === "user"
        ? { name: "Dashboard", version: null }
        : { name: said?.[1] === "cli" ? "PatchOps CLI" : "PatchOps SDK", version: said?.[2] ?? null },
    cookieHeader: request.headers.cookie,
    resHeaders: options.resHeaders,
  };
}
