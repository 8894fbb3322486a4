import type { Services } from "../../context.ts";
import type { ConnectionSnapshot } from "../snapshot.ts";
import { loginPlace } from "./login-place.ts";

/** Sign-ins after the first that may be asked for because of missing scopes; a server that still wants more wants something else. */
const maxStepUps = 2;

/**
 * Remembers what a server asked for beyond the login's scopes, so that the next sign-in asks for all of it together (RFC 9470 in
 * spirit). Answers the login that would not do, and whether another sign-in may help.
 */
export async function wantScopes(
  services: Services,
  call: { organizationId: string; connection: ConnectionSnapshot; ownerId: string },
  scopes: readonly string[],
): Promise<{ loginId: string | null; mayHelp: boolean }> {
  const place = loginPlace(call.organizationId, call.connection, call.ownerId);
  const { organizationId, connectionId, userId } = place;
  const wanted = await services.database.withOrganization(organizationId, async (trx) => {
    const row = await trx
      .selectFrom("connectionCredentials")
      .select(["id", "scopes", "wantedScopes", "stepUps"])
      .where("organizationId", "=", organizationId)
      .where("connectionId", "=", connectionId)
      .where("userId", userId === null ? "is" : "=", userId)
      .where("kind", "=", "oauth")
      .forUpdate()
      .executeTakeFirst();
    if (!row) return { loginId: null, mayHelp: true };
    const known = [...row.scopes, ...row.wantedScopes];
    const isNew = scopes.some((scope) => !known.includes(scope));
    const stepUps = isNew ? 0 : row.stepUps;
    await trx
      .updateTable("connectionCredentials")
      .set({ wantedScopes: [...new Set([...row.wantedScopes, ...scopes])], stepUps })
      .where("organizationId", "=", organizationId)
      .where("id", "=", row.id)
      .execute();
    await services.logins.changed(trx, place);
    return { loginId: row.id, mayHelp: scopes.length > 0 && stepUps < maxStepUps };
  });
  services.logins.forget(place);
  return wanted;
}
