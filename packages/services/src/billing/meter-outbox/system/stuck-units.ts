import type { SettleUsageInput, StuckUsage } from "@patchops/contract";
import type { Database } from "@patchops/db";
import { type AuditActor, recordAudit } from "../../../audit/index.ts";
import { insertUnits } from "../insert-units.ts";
import { toldSince } from "../told-since.ts";

/** What Stripe refused, and what nobody can tell whether it has. */
const stuck = ["refused", "unclear"] as const;

/** Units that a person has to look at, of all organizations. A system file, like all here: it goes over all of them. */
export async function findStuckUnits(database: Database): Promise<StuckUsage[]> {
  const rows = await database.system
    .selectFrom("meterOutbox as u")
    .innerJoin("organizations as o", "o.id", "u.organizationId")
    .select(["u.organizationId", "o.name as organization", "u.customerId", "u.identifier", "u.delta", "u.at"])
    .select(["u.state", "u.lastError"])
    .where("u.state", "in", stuck)
    .orderBy("u.hour")
    .orderBy("u.sequence")
    .limit(500)
    .execute();
  return rows.map((row) => ({ ...row, state: row.state === "refused" ? "refused" : "unclear" }));
}

/** Notes that Stripe has them, or puts them into a new row, under another identifier. Answers false where there are none such. */
export async function settleStuckUnits(
  database: Database,
  { identifier, as, actor, at }: SettleUsageInput & { actor: AuditActor; at: Date },
): Promise<boolean> {
  return database.system.transaction().execute(async (trx) => {
    const row = await trx
      .updateTable("meterOutbox")
      .set({ state: as === "sent" ? "sent" : "missing" })
      .where("identifier", "=", identifier)
      .where("state", "in", stuck)
      .returning(["organizationId", "customerId", "period", "delta", "used", "at"])
      .returning(["subscriptionId", "planId", "planVersion"])
      .executeTakeFirst();
    if (row === undefined) return false;
    if (as === "resend") {
      const { at: toldAt, ...units } = row;
      const isLate = new Date(toldAt) < toldSince(at);
      await insertUnits(trx, { ...units, toldAt: new Date(toldAt), state: "queued", isLate });
    }
    await recordAudit(trx, actor, {
      action: "stripe_usage.settle",
      targetKind: "organization",
      targetId: row.organizationId,
      data: { identifier, as, units: row.delta },
    });
    return true;
  });
}
