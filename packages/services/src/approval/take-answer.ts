import type { Transaction } from "@patchops/db";
import { sql } from "kysely";

/** Long enough for the call that waits to take its answer; after that it has died with its node, and another like it may. */
const waiterSeconds = 10;

type Answer = { id: string; status: "approved" | "denied" };

/** Takes the answer to one question, once and for good; null while there is none, or when it was taken or is too old. */
export async function takeAnswer(
  trx: Transaction,
  { organizationId, id }: { organizationId: string; id: string },
): Promise<Answer["status"] | null> {
  const now = new Date().toISOString();
  const taken = await trx
    .updateTable("approvals")
    .set({ usedAt: now, isAwaited: false })
    .where("organizationId", "=", organizationId)
    .where("id", "=", id)
    .where("status", "<>", "pending")
    .where("usedAt", "is", null)
    .where("expiresAt", ">", now)
    .returning("status")
    .executeTakeFirst();
  return taken === undefined || taken.status === "pending" ? null : taken.status;
}

/** Takes an answer that was given while no call waited for it, for a call that is bound alike. Of two such calls one gets it. */
export async function takeEarlierAnswer(
  trx: Transaction,
  call: { organizationId: string; binding: string; callId: string },
): Promise<Answer | null> {
  const { organizationId, binding, callId } = call;
  const now = new Date().toISOString();
  const taken = await trx
    .updateTable("approvals")
    .set({ usedAt: now, isAwaited: false, callId })
    .where("organizationId", "=", organizationId)
    .where("id", "=", (query) =>
      query
        .selectFrom("approvals")
        .select("id")
        .where("organizationId", "=", organizationId)
        .where("binding", "=", binding)
        .where("status", "<>", "pending")
        .where("usedAt", "is", null)
        .where("expiresAt", ">", now)
        .where((where) =>
          where.or([
            where("isAwaited", "=", false),
            sql<boolean>`decided_at < ${now}::timestamptz - ${waiterSeconds} * interval '1 second'`,
          ]),
        )
        .orderBy("createdAt")
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returning(["id", "status"])
    .executeTakeFirst();
  if (taken === undefined || taken.status === "pending") return null;
  return { id: taken.id, status: taken.status };
}
