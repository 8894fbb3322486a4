import { AppError, roleSchema, roleScopes } from "@patchops/contract";
import type { Actor, Visit } from "../context.ts";
import { openAuth } from "./open-auth.ts";
import { type FoundImpersonation, findImpersonation } from "./system/find-impersonation.ts";

const seenEveryMs = 60_000;

export interface ResolvedLogin {
  actor: Actor;
  /** A `Set-Cookie` value for the answer when the session was prolonged. */
  renewedCookie: string | null;
}

/**
 * Who holds this login token; null when nobody does, or a person who is suspended or no member of the organization now.
 * While its person looks at what somebody else sees it is that one's, for who asks with `impersonates`, and nobody's elsewhere. Throws
 * `unavailable` when the database does not answer.
 */
export async function resolveLoginSession(
  visit: Visit,
  token: string,
  { impersonates = false }: { impersonates?: boolean } = {},
): Promise<ResolvedLogin | null> {
  const { services } = visit;
  const valid = await openAuth(services)
    .validate(token)
    .catch((cause: unknown) => {
      throw new AppError("unavailable", "The login could not be checked: the database did not answer.", {
        next: "Try again in a few seconds.",
        retryAfterSeconds: 2,
        cause,
      });
    });
  if (valid === null) return null;
  const { id, userId, session, user, renewedCookie } = valid;
  if (session.organizationId === null || user.role === null) return null;
  if (Date.now() - Date.parse(session.lastSeenAt) > seenEveryMs) {
    await services.database.transaction((trx) =>
      trx
        .updateTable("loginSessions")
        .set({ lastSeenAt: new Date().toISOString() })
        .where("id", "=", id)
        .execute(),
    );
  }
  if (session.impersonationId !== null) {
    const seen = await findImpersonation(services.database, { id: session.impersonationId, adminId: userId });
    if (seen !== null) {
      return impersonates ? { actor: impersonated(seen, { loginSessionId: id }), renewedCookie } : null;
    }
  }
  const role = roleSchema.parse(user.role);
  return {
    actor: {
      kind: "user",
      userId,
      organizationId: session.organizationId,
      role,
      scopes: roleScopes[role],
      isInstanceAdmin: user.isInstanceAdmin,
      loginSessionId: id,
      apiKeyId: null,
      oauthGrantId: null,
      profile: null,
      ...(user.freeze !== null && { freeze: user.freeze }),
    },
    renewedCookie,
  };
}

function impersonated(
  { userId, organizationId, role, freeze, ...impersonation }: FoundImpersonation,
  { loginSessionId }: { loginSessionId: string },
): Actor {
  return {
    ...{ kind: "user", userId, organizationId, role, scopes: roleScopes[role], isInstanceAdmin: false },
    ...{ loginSessionId, apiKeyId: null, oauthGrantId: null, profile: null, impersonation },
    ...(freeze !== null && { freeze }),
  };
}
