import type { Transaction } from "@patchops/db";
import type { Services } from "../../context.ts";
import { eachAlone } from "../../each-alone.ts";
import { currentOf } from "../stripe/read-subscription.ts";
import { countUnits } from "./count-units.ts";
import { sendUnits } from "./send-units.ts";
import { settleUnanswered } from "./settle-unanswered.ts";
import { markLateUnits, uncountedOrganizations } from "./system/outbox-rows.ts";

/** A worker's job: tells Stripe what was used since the last time. Does nothing on an instance that bills nobody. */
export async function tellUsage(services: Services, at = new Date()): Promise<void> {
  if (services.stripe === null) return;
  const months = [0, 1].map((back) =>
    new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - back)).toISOString().slice(0, 10),
  );
  const uncounted = await uncountedOrganizations(services.database, months);
  const parts = [
    () => eachAlone(uncounted, (organizationId) => countUsage(services, organizationId, { at })),
    () => markLateUnits(services.database, at),
    () => settleUnanswered(services, at),
    () => sendUnits(services, { at }),
  ];
  await eachAlone(parts, (part) => part());
}

/** Puts what one organization used since the last time into the outbox. */
export async function countUsage(
  services: Services,
  organizationId: string,
  when: { at: Date; closes?: boolean },
): Promise<void> {
  await services.database.withOrganization(organizationId, async (trx) => {
    const customer = await lockCustomer(trx, organizationId);
    if (customer === undefined) return;
    const rows = await trx
      .selectFrom("billingSubscriptions")
      .selectAll()
      .where("organizationId", "=", organizationId)
      .execute();
    const subscription = currentOf(rows);
    if (subscription === undefined) return;
    const { customerId } = customer;
    await countUnits(services, trx, { organizationId, customerId, subscription, ...when });
  });
}

function lockCustomer(trx: Transaction, organizationId: string) {
  return trx
    .selectFrom("billingCustomers")
    .select("customerId")
    .where("organizationId", "=", organizationId)
    .forUpdate()
    .executeTakeFirst();
}
