import type { NewSession } from "@patchops/auth";
import type { Transaction } from "@patchops/db";
import type { Visit } from "../context.ts";
import { openAuth } from "./open-auth.ts";

/** Logs a person in within the transaction that let them in. Always a new token. */
export function startLoginSession(
  visit: Visit,
  trx: Transaction,
  { userId, organizationId }: { userId: string; organizationId: string },
): Promise<NewSession> {
  return openAuth(visit.services, trx).createSession(userId, {
    organizationId,
    address: visit.address,
    userAgent: visit.userAgent?.slice(0, 512) ?? null,
  });
}
