import type { Database, Transaction } from "@patchops/db";
import { sql } from "kysely";
import { apiKeyChannel } from "../../apikey/index.ts";
import { oauthGrantChannel } from "../../oauth/index.ts";
import { endSignal } from "../../promptsession/index.ts";

/**
 * Closes an organization: its memberships are laid aside, and without one nobody's login, key, app, workflow or invitation works there.
 * Nothing of it is changed otherwise, so that it can be opened again.
 */
export async function closeOrganization(
  database: Database,
  trx: Transaction,
  organizationId: string,
): Promise<void> {
  await trx
    .insertInto("closedMemberships")
    .columns(["organizationId", "userId", "role", "createdAt", "callsPerMonth"])
    .expression((eb) =>
      eb
        .selectFrom("members")
        .select(["organizationId", "userId", "role", "createdAt", "callsPerMonth"])
        .where("organizationId", "=", organizationId),
    )
    .execute();
  const members = await trx
    .deleteFrom("members")
    .where("organizationId", "=", organizationId)
    .returning("userId")
    .execute();
  await trx.deleteFrom("loginSessions").where("organizationId", "=", organizationId).execute();
  const sessions = await trx
    .updateTable("promptSessions")
    .set({ endedAt: sql<string>`now()` })
    .where("organizationId", "=", organizationId)
    .where("endedAt", "is", null)
    .returning("id")
    .execute();
  for (const session of sessions) await database.notify(trx, ...endSignal(session));
  await tellNodes(database, trx, members);
}

/** Opens it again. Answers whether somebody owns it. */
export async function reopenOrganization(
  database: Database,
  trx: Transaction,
  organizationId: string,
): Promise<{ hasOwner: boolean }> {
  const members = await trx
    .deleteFrom("closedMemberships")
    .where("organizationId", "=", organizationId)
    .returningAll()
    .execute();
  if (members.length > 0) await trx.insertInto("members").values(members).execute();
  await tellNodes(database, trx, members);
  return { hasOwner: members.some(({ role }) => role === "owner") };
}

async function tellNodes(database: Database, trx: Transaction, members: readonly { userId: string }[]) {
  for (const { userId } of members) {
    await database.notify(trx, apiKeyChannel, userId);
    await database.notify(trx, oauthGrantChannel, userId);
  }
}
