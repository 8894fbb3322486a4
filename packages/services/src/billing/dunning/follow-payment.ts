import type { Tables, Transaction } from "@patchops/db";
import type { Selectable } from "kysely";
import { recordAudit } from "../../audit/index.ts";
import type { Services } from "../../context.ts";
import type { InvoiceRow } from "../stripe/read-invoice.ts";
import { dueStatuses, type SubscriptionRow } from "../stripe/read-subscription.ts";
import { stripeActor } from "../stripe/stripe-actor.ts";
import { tellOwners } from "./tell-owners.ts";

const dayMs = 86_400_000;

type Customer = Selectable<Tables["billingCustomers"]>;

/**
 * What follows from a payment that is owed, or is no more: the plan's limits hold for some days of grace, which owners are told by mail;
 * once it is paid all is as it was.
 */
export async function followPayment(
  services: Services,
  trx: Transaction,
  {
    customer,
    subscription,
    invoices,
    at,
  }: {
    customer: Customer;
    subscription: SubscriptionRow | undefined;
    invoices: readonly InvoiceRow[];
    at: Date;
  },
): Promise<void> {
  const { organizationId, pastDueSince } = customer;
  const isDue = subscription !== undefined && dueStatuses.includes(subscription.status);
  if (isDue === (pastDueSince !== null)) return;
  if (isDue) {
    const graceEndsAt = new Date(at.getTime() + services.settings.billingGraceDays * dayMs).toISOString();
    await storeDue(trx, organizationId, { pastDueSince: at.toISOString(), graceEndsAt, duePhase: "failed" });
    const open = invoices.find(({ status }) => status === "open");
    await recordAudit(trx, stripeActor(organizationId), {
      action: "billing.payment_failed",
      targetKind: "organization",
      targetId: organizationId,
      data: { invoice: open?.id ?? null, graceEndsAt },
    });
    await tellOwners(services, trx, organizationId, {
      kind: "payment-failed",
      data: {
        amount: open === undefined ? null : { cents: Number(open.amountRemaining), currency: open.currency },
        until: graceEndsAt,
      },
    });
    return;
  }
  await storeDue(trx, organizationId, { pastDueSince: null, graceEndsAt: null, duePhase: null });
  await trx
    .updateTable("organizations")
    .set({ planLimitedAt: null })
    .where("id", "=", organizationId)
    .execute();
  await recordAudit(trx, stripeActor(organizationId), {
    action: subscription === undefined ? "billing.payment_given_up" : "billing.payment_restored",
    targetKind: "organization",
    targetId: organizationId,
  });
  if (subscription === undefined) return;
  await tellOwners(services, trx, organizationId, { kind: "payment-restored", data: {} });
}

async function storeDue(
  trx: Transaction,
  organizationId: string,
  due: Pick<Customer, "pastDueSince" | "graceEndsAt" | "duePhase">,
): Promise<void> {
  await trx.updateTable("billingCustomers").set(due).where("organizationId", "=", organizationId).execute();
}
