import { revokeSignIn } from "../connection/index.ts";
import type { Services } from "../context.ts";
import { dropSignIn, findSignIns } from "./system/sign-ins.ts";

/**
 * Takes the sign-ins at providers back, each before its tokens are gone here: one that broke off is told again, which changes nothing
 * there (RFC 7009). A provider that does not answer keeps nobody's data here.
 */
export async function revokeSignIns(
  services: Services,
  deletionId: string,
  whose: { organizationId?: string; userId?: string },
): Promise<void> {
  for (const { id, ...place } of await findSignIns(services.database, whose)) {
    const told = await revokeSignIn(services, place);
    await dropSignIn(services, { id, place, deletionId, told });
  }
}
