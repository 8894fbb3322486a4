import { AppError, type CustomerDetail, type FindCustomerInput, idSchema } from "@patchops/contract";
import type { Services } from "../../context.ts";
import { readCustomer } from "./get-customer.ts";
import { readCustomers } from "./system/read-customers.ts";

/**
 * `patchops admin plan show`: an organization by its id, or by a part of its name or of a mail address that leads to it alone. Throws
 * `not_found`, `conflict`.
 */
export async function findCustomer(
  services: Services,
  { organization }: FindCustomerInput,
): Promise<CustomerDetail> {
  if (idSchema.safeParse(organization).success) {
    return readCustomer(services, { organizationId: organization });
  }
  const [first, ...others] = await readCustomers(services.database, { search: organization, limit: 2 });
  if (first === undefined) throw new AppError("not_found", "There is no such organization.");
  if (others.length > 0) {
    throw new AppError("conflict", "More than one organization fits that.", {
      next: "Use its id, from: patchops admin plan organizations",
    });
  }
  return readCustomer(services, { organizationId: first.id });
}
