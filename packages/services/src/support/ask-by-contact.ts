import type { ContactInput } from "@patchops/contract";
import { countSupportRequest } from "../account/index.ts";
import type { Visit } from "../context.ts";
import { addTicket } from "./add-ticket.ts";
import { ownerOf } from "./owner-of.ts";

/**
 * Writes to who operates the instance without being signed in. No audit entry: nobody acts in an organization, and the ticket itself
 * says when it came. Nothing is mailed to the address, which may be anybody's. Throws `rate_limited`.
 */
export async function askByContact(visit: Visit, input: ContactInput): Promise<void> {
  await countSupportRequest(visit);
  const { services } = visit;
  await services.database.transaction(async (trx) => {
    const userId = await ownerOf(trx, input.email);
    await addTicket(services, trx, { ...input, userId, organizationId: null, source: "contact" });
  });
}
