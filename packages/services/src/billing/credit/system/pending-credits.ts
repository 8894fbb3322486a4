import type { Database } from "@patchops/db";

/** Credits and refunds that Stripe does not know of, of organizations that it knows. A system file: it goes over all of them. */
export function pendingCredits(database: Database) {
  return database.system
    .selectFrom("billingCredits as b")
    .innerJoin("billingCustomers as c", "c.organizationId", "b.organizationId")
    .select(["b.organizationId", "b.id", "b.kind", "b.amountCents", "b.currency", "b.reason", "b.invoiceId"])
    .select(["b.createdAt", "c.customerId"])
    .where("b.state", "=", "pending")
    .orderBy("b.createdAt")
    .limit(200)
    .execute();
}

export async function storeCreditState(
  database: Database,
  { organizationId, id }: { organizationId: string; id: string },
  end: { state: "sent" | "failed"; stripeId: string | null; lastError: string | null },
): Promise<void> {
  await database.system
    .updateTable("billingCredits")
    .set({ ...end, stateAt: new Date().toISOString() })
    .where("organizationId", "=", organizationId)
    .where("id", "=", id)
    .where("state", "=", "pending")
    .execute();
}
