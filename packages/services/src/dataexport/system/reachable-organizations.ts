import type { Database } from "@patchops/db";
import type { Actor } from "../../context.ts";

/**
 * The organizations of an actor that this login may enter: one that lets its members in by its own provider alone is no part of a
 * login by another way. A key and an app have theirs alone. A system file: it looks for the organizations.
 */
export async function reachableOrganizations(
  { system }: Database,
  actor: Pick<Actor, "kind" | "userId" | "loginSessionId"> & { organizationId: string | null },
): Promise<string[]> {
  const rows = await system
    .selectFrom("members as m")
    .leftJoin("singleSignOn as s", (join) =>
      join.onRef("s.organizationId", "=", "m.organizationId").on("s.isEnforced", "=", true),
    )
    .leftJoin("loginSessions as l", (join) => join.on("l.id", "=", actor.loginSessionId ?? ""))
    .select(["m.organizationId", "m.role", "s.id as enforced", "l.ssoOrganizationId"])
    .where("m.userId", "=", actor.userId)
    .orderBy("m.createdAt")
    .orderBy("m.organizationId")
    .execute();
  return rows
    .filter(({ organizationId, role, enforced, ssoOrganizationId }) =>
      actor.kind === "user"
        ? organizationId === actor.organizationId ||
          role === "owner" ||
          enforced === null ||
          ssoOrganizationId === organizationId
        : organizationId === actor.organizationId,
    )
    .map(({ organizationId }) => organizationId);
}
