import { AppError, type Invoice, type InvoiceRef, type ListInvoicesInput } from "@patchops/contract";
import type { BillingInvoiceLine, Tables } from "@patchops/db";
import type { Selectable } from "kysely";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";

/** The organization's invoices, the newest first, with their lines. Owners and admins. */
export async function listInvoices(
  context: Context,
  { limit = 24, before }: ListInvoicesInput,
): Promise<Invoice[]> {
  requireAccess(context, "billing.invoices");
  const { services, actor } = context;
  const { organizationId } = actor;
  const rows = await services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("billingInvoices")
      .selectAll()
      .where("organizationId", "=", organizationId)
      .$if(before !== undefined, (query) => query.where("createdAt", "<", before ?? ""))
      .orderBy("createdAt", "desc")
      .orderBy("id")
      .limit(limit)
      .execute(),
  );
  return rows.map(present);
}

/** One of them. Throws `not_found`. */
export async function getInvoice(context: Context, { id }: InvoiceRef): Promise<Invoice> {
  requireAccess(context, "billing.invoice");
  const { services, actor } = context;
  const { organizationId } = actor;
  const row = await services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("billingInvoices")
      .selectAll()
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .executeTakeFirst(),
  );
  if (row === undefined) throw new AppError("not_found", "There is no such invoice.");
  return present(row);
}

function present({
  organizationId: _,
  fetchedAt: __,
  attempts: ___,
  ...row
}: Selectable<Tables["billingInvoices"]>): Invoice {
  return {
    ...row,
    lines: row.lines.map((line) => ({ ...line, isIncluded: line.isIncluded ?? false, path: pathOf(line) })),
  };
}

/** The calls of a line's time, one by one. */
function pathOf({ kind, periodStart, periodEnd }: BillingInvoiceLine): string | null {
  if (kind !== "usage") return null;
  const short = (at: string) => at.replace(/\.\d+Z$/, "Z");
  return `/activity?range=${short(periodStart)}..${short(periodEnd)}`;
}
