import type { IncomingMessage } from "node:http";
import { AppError, type RefusedAttempt } from "@patchops/contract";
import { type Actor, recordRefusedAttempt, resolveApiKey, type Visit } from "@patchops/services";

type Reason = RefusedAttempt["reason"];

const words: Record<Reason, string> = {
  no_key: "This endpoint needs an API key.",
  malformed_key: "That is not a PatchOps API key, or a part of it is missing.",
  unknown_key: "This API key is not known here.",
  revoked_key: "This API key was revoked.",
  expired_key: "This API key has expired.",
  scope: "This API key may not do that.",
};

/** Puts a refusal where the dashboard shows it; nobody waits for that. */
export function noteRefusal(visit: Visit, endpointPath: string, reason: Reason): void {
  const { address, services, userAgent } = visit;
  void recordRefusedAttempt(services, { address, userAgent, endpoint: endpointPath, reason });
}

function refuse(visit: Visit, endpointPath: string, reason: Reason): AppError {
  noteRefusal(visit, endpointPath, reason);
  return new AppError("unauthenticated", words[reason], {
    next: `Send a key of ${visit.services.settings.publicUrl}/settings/keys as "Authorization: Bearer po_…".`,
    details: { reason },
  });
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
  /** Whether the key still stands: for answers that stay open for long. */
  isCurrent: () => Promise<boolean>;
}

/** Who sent the request, by the API key in its Authorization header. Throws `unauthenticated`, and notes why. */
export async function authenticate(
  request: IncomingMessage,
  visit: Visit,
  target: { endpointPath: string; query: string },
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
  const answer = await resolveApiKey(visit.services, key);
  if (!answer.ok) throw refuse(visit, target.endpointPath, answer.reason);
  return { actor: answer.actor, isCurrent: async () => (await resolveApiKey(visit.services, key)).ok };
}
