import type { Role } from "@patchops/contract";
import type { Database, Transaction } from "@patchops/db";
import { apiKeyChannel } from "../apikey/index.ts";
import { type AuditActor, recordAudit } from "../audit/index.ts";
import { oauthGrantChannel } from "../oauth/index.ts";

export interface RoleChange {
  userId: string;
  before: Role;
  after: Role;
  /** Why, where nobody chose it. */
  data?: Record<string, unknown>;
}

/** Changes the role of a member of the actor's organization, tells every node, and writes the audit entry. */
export async function storeRole(
  trx: Transaction,
  { database, actor }: { database: Database; actor: AuditActor },
  { userId, before, after, data }: RoleChange,
): Promise<void> {
  await trx
    .updateTable("members")
    .set({ role: after })
    .where("organizationId", "=", actor.organizationId)
    .where("userId", "=", userId)
    .execute();
  for (const channel of [apiKeyChannel, oauthGrantChannel]) await database.notify(trx, channel, userId);
  await recordAudit(trx, actor, {
    action: "member.set_role",
    targetKind: "user",
    targetId: userId,
    ...(data && { data }),
    before: { role: before },
    after: { role: after },
  });
}
