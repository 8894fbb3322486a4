import { AppError, type CreditCustomerInput, newId } from "@patchops/contract";
import { operator } from "../../admin/index.ts";
import { type AuditActor, auditActor } from "../../audit/index.ts";
import type { Context, Services } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { changeCustomer } from "./system/change-customer.ts";

/**
 * Writes a credit or a refund into an organization's ledger; where there is a payment provider, it is told by a job. Instance admins.
 * Throws `not_found`, `invalid_input`.
 */
export async function creditCustomer(context: Context, input: CreditCustomerInput): Promise<{ id: string }> {
  requireAccess(context, "admin.credit");
  return change(context.services, auditActor(context), { ...input, createdBy: context.actor.userId });
}

/** `patchops admin plan credit`. */
export async function creditAsOperator(
  services: Services,
  input: CreditCustomerInput,
): Promise<{ id: string }> {
  return change(services, operator(input.organizationId), input);
}

async function change(
  services: Services,
  actor: AuditActor,
  input: CreditCustomerInput & { createdBy?: string },
): Promise<{ id: string }> {
  const { organizationId, kind, amountCents, reason, invoiceId = null, createdBy = null } = input;
  if (kind === "credit" && invoiceId !== null) {
    throw new AppError("invalid_input", "A credit is of no invoice: it lowers the next ones.", {
      next: "Leave the invoice out, or make it a refund.",
      details: { field: "invoiceId" },
    });
  }
  const id = newId();
  await changeCustomer(services, { actor, organizationId }, async (trx) => {
    const row = { kind, amountCents, currency: "usd", reason, invoiceId };
    await trx
      .insertInto("billingCredits")
      .values({ organizationId, id, ...row, createdBy })
      .execute();
    return { action: `billing.${kind}`, data: { id, amountCents, currency: "usd", reason, invoiceId } };
  });
  return { id };
}
