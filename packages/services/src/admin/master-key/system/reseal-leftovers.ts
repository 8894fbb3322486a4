import type { Services } from "../../../context.ts";
import { resealRows } from "./reseal-rows.ts";

/**
 * Seals anew what somebody stored with an older data key just while their organization was gone over. Answers how many. A
 * system file: it goes over all organizations.
 */
export async function resealLeftovers(services: Services): Promise<number> {
  const newest = await services.database.system
    .selectFrom("dataKeys")
    .distinctOn("organizationId")
    .select(["organizationId", "id", "wrapped", "masterKeyId"])
    .orderBy("organizationId")
    .orderBy("createdAt", "desc")
    .execute();
  let count = 0;
  for (const { organizationId, ...key } of newest) count += await resealRows(services, organizationId, key);
  return count;
}
