import type { Transaction } from "@patchops/db";
import { recordAudit } from "../../audit/index.ts";
import type { SubscriptionRow } from "./read-subscription.ts";
import { stripeActor } from "./stripe-actor.ts";

/** Gives an organization the plan that its subscription is for, in its version; Free when that has ended. */
export async function storePlanOf(
  trx: Transaction,
  {
    organizationId,
    before,
    after,
  }: { organizationId: string; before: SubscriptionRow | undefined; after: SubscriptionRow | undefined },
): Promise<void> {
  // The operator may have given a plan to whom Stripe knows nothing of.
  if (before === undefined && after === undefined) return;
  const plan = after?.planId ?? "free";
  const planVersion = after?.planVersion ?? null;
  const known = await trx
    .selectFrom("organizations")
    .select(["plan", "planVersion"])
    .where("id", "=", organizationId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (known.plan === plan && known.planVersion === planVersion) return;
  await trx
    .updateTable("organizations")
    .set({ plan, planVersion })
    .where("id", "=", organizationId)
    .execute();
  await recordAudit(trx, stripeActor(organizationId), {
    action: "billing.plan_changed",
    targetKind: "organization",
    targetId: organizationId,
    data: { subscription: after?.id ?? before?.id ?? null, interval: after?.interval ?? null },
    before: known,
    after: { plan, planVersion },
  });
}
