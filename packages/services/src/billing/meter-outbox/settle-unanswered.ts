import { sql } from "kysely";
import type { Services } from "../../context.ts";
import { eachAlone } from "../../each-alone.ts";
import { heldUnits } from "../stripe/held-units.ts";
import { requireStripe } from "../stripe/require-stripe.ts";
import { insertUnits } from "./insert-units.ts";
import { missingUnits } from "./missing-units.ts";
import { type OutboxRow, unansweredUnits } from "./system/outbox-rows.ts";
import { toldSince } from "./told-since.ts";

const hourMs = 3_600_000;

/**
 * Settles units whose answer never came and that may not be sent again, since Stripe forgets an identifier after a day and makes an
 * invoice an hour after a month: what its meter holds of their hour says which it has. What it does not have goes into a new row; what
 * cannot be told is left to a person.
 */
export async function settleUnanswered(services: Services, at: Date): Promise<void> {
  const rows = await unansweredUnits(services.database, at);
  const groups = Map.groupBy(rows, ({ organizationId, meter, hour }) => `${organizationId} ${meter} ${hour}`);
  await eachAlone(groups.values(), (group) => settleHour(services, group, at));
}

async function settleHour(services: Services, rows: readonly OutboxRow[], at: Date): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const { organizationId, customerId, meter, hour } = first;
  const from = new Date(hour);
  const to = new Date(from.getTime() + hourMs);
  const held = await heldUnits(requireStripe(services), { customerId, from, to });
  await services.database.withOrganization(organizationId, async (trx) => {
    await trx
      .selectFrom("billingCustomers")
      .select("customerId")
      .where("organizationId", "=", organizationId)
      .forUpdate()
      .execute();
    const { sent } = await trx
      .selectFrom("meterOutbox")
      .select(sql<number>`coalesce(sum(delta), 0)`.as("sent"))
      .where("organizationId", "=", organizationId)
      .where("meter", "=", meter)
      .where("hour", "=", hour)
      .where("customerId", "=", customerId)
      .where("state", "=", "sent")
      .where("isLate", "=", false)
      .executeTakeFirstOrThrow();
    const missing = missingUnits(
      rows.map(({ delta }) => delta),
      held - sent,
    );
    if (missing === null) {
      services.log.error(
        { organizationId, hour, held, sent },
        "what Stripe has of an hour's usage is not clear",
      );
    }
    for (const [place, row] of rows.entries()) {
      const state = missing === null ? "unclear" : missing.includes(place) ? "missing" : "sent";
      await trx
        .updateTable("meterOutbox")
        .set({ state, sentAt: state === "sent" ? at.toISOString() : null })
        .where("organizationId", "=", organizationId)
        .where("meter", "=", meter)
        .where("hour", "=", hour)
        .where("sequence", "=", row.sequence)
        .execute();
      if (state !== "missing") continue;
      await insertUnits(trx, {
        ...{ organizationId, customerId, period: row.period, delta: row.delta, used: row.used },
        ...{ subscriptionId: row.subscriptionId, planId: row.planId, planVersion: row.planVersion },
        ...{ state: "queued", toldAt: new Date(row.at), isLate: new Date(row.at) < toldSince(at) },
      });
    }
  });
}
