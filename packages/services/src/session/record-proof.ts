import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";

/** Writes down that the person of this login has proved now who they are. */
export async function recordProof(
  trx: Transaction,
  context: Context,
  { loginSessionId, method }: { loginSessionId: string; method: "password" | "passkey" },
): Promise<void> {
  await trx
    .updateTable("loginSessions")
    .set({ provedAt: sql<string>`now()` })
    .where("id", "=", loginSessionId)
    .execute();
  await recordAudit(trx, auditActor(context), {
    action: "account.prove",
    targetKind: "user",
    targetId: context.actor.userId,
    data: { method },
  });
}
