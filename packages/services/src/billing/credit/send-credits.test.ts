import { expect, test } from "vitest";
import { openSubscribers } from "../../testing/open-subscribers.ts";
import { auditActions } from "../../testing/people.ts";
import { changePlan, creditCustomer, getCustomer, listInvoices, sendCredits } from "../index.ts";

const { services, stripe, admin, subscriber, hear } = await openSubscribers();

const sentOf = (customerId: string) =>
  [...stripe.store.tables.customer_balance_transaction.values()]
    .filter(({ customer }) => customer === customerId)
    .map(({ amount }) => amount);

test("a credit reaches Stripe once, and lowers the next invoice", async () => {
  const { organizationId, ...person } = await subscriber("noether");
  const { customerId } = await person.customer();
  await creditCustomer(admin, { organizationId, kind: "credit", amountCents: 500, reason: "an outage" });
  // It came through, and its answer did not.
  stripe.faults.push({ on: `POST /v1/customers/${customerId}/`, kind: "reset_after_accept", times: 3 });
  await sendCredits(services);
  stripe.faults.length = 0;
  await sendCredits(services);
  await sendCredits(services);
  expect(sentOf(customerId)).toEqual([-500]);
  expect(await getCustomer(admin, { organizationId })).toMatchObject({ credits: [{ state: "sent" }] });
  // The same, but nothing is heard until Stripe has forgotten the key.
  await creditCustomer(admin, { organizationId, kind: "credit", amountCents: 1, reason: "another" });
  stripe.faults.push({ on: `POST /v1/customers/${customerId}/`, kind: "reset_after_accept", times: 3 });
  await sendCredits(services);
  stripe.faults.length = 0;
  stripe.advance(25 * 3_600);
  await sendCredits(services, new Date(Date.now() + 25 * 3_600_000));
  expect((await getCustomer(admin, { organizationId })).credits.map(({ state }) => state)).toEqual([
    ...["sent", "sent"],
  ]);
  expect(sentOf(customerId)).toEqual([-500, -1]);
  await changePlan(person.context, { plan: "team" });
  const [invoice] = await listInvoices(person.context, {});
  expect(invoice?.amountPaid).toBe((invoice?.total ?? 0) - 501);
});

test("a refund is a credit note of the invoice that was paid, and its money goes back to the card", async () => {
  const { organizationId, context, ...person } = await subscriber("emmy");
  const { customerId } = await person.customer();
  const paid = (await listInvoices(context, {})).find(({ amountPaid }) => amountPaid > 0);
  const refund = { organizationId, kind: "refund", reason: "a mistake", invoiceId: paid?.id ?? "" } as const;
  await creditCustomer(admin, { ...refund, amountCents: 700 });
  await creditCustomer(admin, { ...refund, amountCents: 999_999 });
  await sendCredits(services);
  await sendCredits(services);
  const notes = [...stripe.store.tables.credit_note.values()].filter(
    ({ customer }) => customer === customerId,
  );
  expect(notes.map(({ invoice, amount, memo }) => [invoice, amount, memo])).toEqual([
    [paid?.id, 700, "a mistake"],
  ]);
  expect(notes[0]?.refunds).toMatchObject([{ amount_refunded: 700 }]);
  // More than was paid is refused, and stays with its reason.
  const { credits } = await getCustomer(admin, { organizationId });
  expect(credits.map(({ state, amountCents }) => [state, amountCents]).toSorted()).toEqual([
    ["failed", 999_999],
    ["sent", 700],
  ]);
  await hear();
  expect(await auditActions(services, organizationId)).toContain("billing.refund");
});
