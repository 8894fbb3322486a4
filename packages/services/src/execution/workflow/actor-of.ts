import { AppError, roleScopes } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Actor } from "../../context.ts";
import { frozenError } from "../../frozen-error.ts";

/**
 * In whose name a workflow's run acts, as they stand now: with what whoever published it could do, and they still may. Throws
 * `forbidden` where they may not act any more, `organization_frozen` where nobody may for now, unless that is left to when it begins.
 */
export async function actorOf(
  trx: Transaction,
  workflow: { organizationId: string; userId: string; scopes: readonly string[]; name: string },
  profile: string | null,
  { isFrozenToo = false }: { isFrozenToo?: boolean } = {},
): Promise<Actor> {
  const { organizationId, userId } = workflow;
  const row = await trx
    .selectFrom("users as u")
    .leftJoin("members as m", (join) =>
      join.onRef("m.userId", "=", "u.id").on("m.organizationId", "=", organizationId),
    )
    .leftJoin("serviceAccounts as s", (join) =>
      join.onRef("s.userId", "=", "u.id").on("s.organizationId", "=", organizationId),
    )
    .innerJoin("organizations as o", (join) => join.on("o.id", "=", organizationId))
    .select([
      "u.email",
      "u.name",
      "u.status",
      "m.role",
      "s.scopes",
      "s.removedAt",
      "o.frozenAt",
      "o.frozenReason",
    ])
    .where("u.id", "=", userId)
    .executeTakeFirst();
  const role = row?.role;
  if (row === undefined || role == null || row.status !== "active" || row.removedAt !== null) {
    const who = row === undefined ? "Whom it runs for" : (row.name ?? row.email);
    throw new AppError(
      "forbidden",
      `The workflow ${workflow.name} is blocked: ${who} may not act here any more.`,
      {
        next: "Publish one of its versions: it then runs for whoever publishes it, or for a service account.",
      },
    );
  }
  if (row.frozenAt !== null && !isFrozenToo) throw frozenError({ reason: row.frozenReason });
  return {
    kind: "user",
    userId,
    organizationId,
    role,
    scopes: roleScopes[role].filter(
      (scope) => workflow.scopes.includes(scope) && (row.scopes?.includes(scope) ?? true),
    ),
    isInstanceAdmin: false,
    loginSessionId: null,
    apiKeyId: null,
    oauthGrantId: null,
    profile,
  };
}
