import type { IncomingMessage } from "node:http";
import { AppError, type RefusedAttempt } from "@patchops/contract";
import {
  type Actor,
  enterProfile,
  frozenError,
  recordRefusedAttempt,
  resolveApiKey,
  resolveOAuthGrant,
  suspendedError,
  type Visit,
} from "@patchops/services";
import { parseEndpoint } from "./endpoint.ts";
import type { AccessTokens } from "./oauth/access-tokens.ts";

type Reason = RefusedAttempt["reason"];

const words: Record<Reason, string> = {
  no_key: "This endpoint needs an API key, or a sign-in from the client.",
  malformed_key: "That is not a PatchOps API key, or a part of it is missing.",
  unknown_key: "This API key is not known here.",
  revoked_key: "This API key was revoked.",
  expired_key: "This API key has expired.",
  invalid_token: "This access token is not for this endpoint.",
  expired_token: "This access token has expired.",
  revoked_token: "This sign-in was revoked, or has ended.",
  scope: "This API key may not do that.",
  suspended: "This account is suspended.",
  frozen: "This organization is frozen.",
};

/** Puts a refusal where the dashboard shows it; nobody waits for that. */
export function noteRefusal(visit: Visit, endpointPath: string, reason: Reason): void {
  const { address, services, userAgent } = visit;
  void recordRefusedAttempt(services, { address, userAgent, endpoint: endpointPath, reason });
}

function isKeyless(reason: Reason): boolean {
  return reason.endsWith("_token");
}

function refuse(visit: Visit, endpointPath: string, reason: Reason): AppError {
  noteRefusal(visit, endpointPath, reason);
  return new AppError("unauthenticated", words[reason], {
    next: isKeyless(reason)
      ? "Sign in again from the client."
      : `Sign in from the client, or send a key of ${visit.services.settings.publicUrl}/settings/keys as "Authorization: Bearer po_…".`,
    details: { reason },
  });
}

function refuseSuspended(visit: Visit, endpointPath: string, reason: string | null): AppError {
  noteRefusal(visit, endpointPath, "suspended");
  return suspendedError(visit.services, reason);
}

function refuseFrozen(visit: Visit, endpointPath: string, freeze: { reason: string | null }): AppError {
  noteRefusal(visit, endpointPath, "frozen");
  return frozenError(freeze);
}

function holdsToken(query: string): boolean {
  for (const [name, value] of new URLSearchParams(query)) {
    if (value.startsWith("po_") || /^(access_?token|token|api_?key|key|authorization|bearer)$/i.test(name))
      return true;
  }
  return false;
}

export interface Sender {
  actor: Actor;
  /** Whether the key or grant still stands: for answers that stay open for long. */
  isCurrent: () => Promise<boolean>;
}

/** Three parts of base64url: a JSON Web Token, where a key has no dots. */
const tokenShape = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/**
 * Who sent the request, by the API key or access token in its Authorization header, in the profile of the endpoint. Throws
 * `unauthenticated`, and notes why; `forbidden` and `not_found` as `enterProfile` does.
 */
export async function authenticate(
  request: IncomingMessage,
  visit: Visit,
  target: { endpointPath: string; query: string; accessTokens: AccessTokens },
): Promise<Sender> {
  const sender = await identify(request, visit, target);
  const endpoint = parseEndpoint(target.endpointPath) ?? { profile: undefined, connection: undefined };
  return { ...sender, actor: await enterProfile(visit.services, sender.actor, endpoint) };
}

async function identify(
  request: IncomingMessage,
  visit: Visit,
  target: { endpointPath: string; query: string; accessTokens: AccessTokens },
): Promise<Sender> {
  if (target.query !== "" && holdsToken(target.query)) {
    noteRefusal(visit, target.endpointPath, "no_key");
    throw new AppError(
      "unauthenticated",
      "A key in the address ends up in logs, so it is not accepted there.",
      {
        next: 'Revoke that key, and send a new one as "Authorization: Bearer po_…".',
        details: { reason: "no_key" },
      },
    );
  }
  const { authorization } = request.headers;
  if (authorization === undefined) throw refuse(visit, target.endpointPath, "no_key");
  const key = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
  if (key === undefined) throw refuse(visit, target.endpointPath, "malformed_key");
  if (tokenShape.test(key)) {
    const resource = `${visit.services.settings.publicUrl}${target.endpointPath}`;
    const found = await target.accessTokens.verify(key, resource);
    if (!found.ok) {
      if (found.reason === "frozen") throw refuseFrozen(visit, target.endpointPath, found.freeze);
      if (found.reason === "suspended") throw refuseSuspended(visit, target.endpointPath, found.suspension);
      throw refuse(visit, target.endpointPath, found.reason);
    }
    const { actor } = found;
    const grantId = actor.oauthGrantId ?? "";
    // A stream outlives its token, which is renewed beside it, but not the grant.
    return { actor, isCurrent: async () => (await resolveOAuthGrant(visit.services, grantId)) !== null };
  }
  const answer = await resolveApiKey(visit.services, key, visit);
  if (!answer.ok) {
    if (answer.reason === "frozen") {
      throw refuseFrozen(visit, target.endpointPath, answer.freeze ?? { reason: null });
    }
    if (answer.reason === "suspended") {
      throw refuseSuspended(visit, target.endpointPath, answer.suspension ?? null);
    }
    throw refuse(visit, target.endpointPath, answer.reason);
  }
  return { actor: answer.actor, isCurrent: async () => (await resolveApiKey(visit.services, key)).ok };
}
