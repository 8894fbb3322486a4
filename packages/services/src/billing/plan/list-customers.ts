import type { Customer, ListCustomersInput } from "@patchops/contract";
import type { Context, Services } from "../../context.ts";
import { readIdCursor } from "../../read-id-cursor.ts";
import { requireAccess } from "../../require-access.ts";
import { presentCustomer } from "./present-customer.ts";
import { readCustomers } from "./system/read-customers.ts";

/** The organizations of the instance with their plans, the newest first; `nextCursor` is null at the end. Instance admins. */
export async function listCustomers(
  context: Context,
  input: ListCustomersInput,
): Promise<{ customers: Customer[]; nextCursor: string | null }> {
  requireAccess(context, "admin.customers");
  return listCustomersAsOperator(context.services, input);
}

/** `patchops admin plan organizations`. */
export async function listCustomersAsOperator(
  services: Services,
  input: ListCustomersInput,
): Promise<{ customers: Customer[]; nextCursor: string | null }> {
  const { limit = 50 } = input;
  const cursor = readIdCursor(input.cursor);
  const rows = await readCustomers(services.database, { ...input, cursor, limit: limit + 1 });
  const customers = rows.slice(0, limit).map((row) => presentCustomer(services, row));
  return { customers, nextCursor: rows.length > limit ? (customers.at(-1)?.id ?? null) : null };
}
