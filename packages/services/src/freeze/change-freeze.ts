import { AppError } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import { apiKeyChannel } from "../apikey/index.ts";
import type { AuditActor } from "../audit/index.ts";
import { changeCustomer } from "../billing/index.ts";
import type { Services } from "../context.ts";
import { queueMail } from "../mail/index.ts";
import { oauthGrantChannel } from "../oauth/index.ts";
import { sendHeldBack } from "../webhook/index.ts";

/**
 * Freezes an organization, gives the reason of a freeze, or ends it (`to` null): with its audit entries, a mail to the owners, and word to
 * every node. Throws `not_found`, `conflict`.
 */
export async function changeFreeze(
  services: Services,
  actor: AuditActor,
  { organizationId, to }: { organizationId: string; to: { reason: string | null } | null },
): Promise<void> {
  const { database } = services;
  await changeCustomer(services, { actor, organizationId }, async (trx) => {
    const before = await trx
      .selectFrom("organizations")
      .select(["name", "frozenAt", "frozenReason"])
      .where("id", "=", organizationId)
      .executeTakeFirstOrThrow();
    const isFrozen = before.frozenAt !== null;
    if (to === null && !isFrozen) throw new AppError("conflict", "That organization is not frozen.");
    if (to !== null && isFrozen && to.reason === null) {
      throw new AppError("conflict", "That organization is frozen already.");
    }
    await trx
      .updateTable("organizations")
      .set({
        frozenAt: to === null ? null : (before.frozenAt ?? sql<string>`now()`),
        frozenReason: to?.reason ?? null,
      })
      .where("id", "=", organizationId)
      .execute();
    await tellOwners(services, trx, { organizationId, organization: before.name, freeze: to });
    if (to === null) await sendHeldBack(services, trx, organizationId);
    await database.notify(trx, apiKeyChannel, organizationId);
    await database.notify(trx, oauthGrantChannel, organizationId);
    return {
      action: to === null ? "organization.unfreeze" : "organization.freeze",
      data: { name: before.name },
      before: { isFrozen, reason: before.frozenReason },
      after: { isFrozen: to !== null, reason: to?.reason ?? null },
    };
  });
}

async function tellOwners(
  services: Services,
  trx: Transaction,
  news: { organizationId: string; organization: string; freeze: { reason: string | null } | null },
): Promise<void> {
  const { organizationId, organization, freeze } = news;
  const { publicUrl } = services.settings;
  const owners = await trx
    .selectFrom("members")
    .innerJoin("users", "users.id", "members.userId")
    .select(["users.id", "users.email"])
    .where("members.organizationId", "=", organizationId)
    .where("members.role", "=", "owner")
    .where("users.isService", "=", false)
    .execute();
  for (const { id: userId, email: to } of owners) {
    const data = { organization, freeze, url: `${publicUrl}/support` };
    await queueMail(services, trx, { kind: "organization-frozen", to, userId, organizationId, data });
  }
}
