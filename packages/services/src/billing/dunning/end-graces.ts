import { recordAudit } from "../../audit/index.ts";
import type { Services } from "../../context.ts";
import { eachAlone } from "../../each-alone.ts";
import { stripeActor } from "../stripe/stripe-actor.ts";
import { customersInGrace } from "../stripe/system/customers.ts";
import { tellOwners } from "./tell-owners.ts";

/** How long before the end of the grace owners are told of it. */
const noticeMs = 2 * 86_400_000;

/** A worker's job: tells owners that the grace of a payment ends, and lets the limits of Free hold when it has. */
export async function endGraces(services: Services, at = new Date()): Promise<void> {
  // Nobody could pay.
  if (services.stripe === null) return;
  await eachAlone(await customersInGrace(services.database), (organizationId) =>
    services.snapshots.change(organizationId, async (trx) => {
      const customer = await trx
        .selectFrom("billingCustomers")
        .select(["graceEndsAt", "duePhase"])
        .where("organizationId", "=", organizationId)
        .forUpdate()
        .executeTakeFirst();
      const until = customer?.graceEndsAt ?? null;
      if (until === null) return;
      const isOver = Date.parse(until) <= at.getTime();
      const phase = isOver ? "ended" : Date.parse(until) - at.getTime() <= noticeMs ? "ending" : "failed";
      if (phase === customer?.duePhase || phase === "failed") return;
      await trx
        .updateTable("billingCustomers")
        .set({ duePhase: phase })
        .where("organizationId", "=", organizationId)
        .execute();
      await tellOwners(services, trx, organizationId, {
        kind: "payment-grace-ends",
        data: { isOver, until },
      });
      if (!isOver) return;
      await trx
        .updateTable("organizations")
        .set({ planLimitedAt: at.toISOString() })
        .where("id", "=", organizationId)
        .execute();
      await recordAudit(trx, stripeActor(organizationId), {
        action: "billing.limited",
        targetKind: "organization",
        targetId: organizationId,
        data: { graceEndedAt: until },
      });
    }),
  );
}
