import { newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Visit } from "../context.ts";

/** Writes a login, or a refused try, into the history that its account's person sees. */
export async function recordLogin(
  visit: Visit,
  trx: Transaction,
  login: { userId: string; method: string; outcome: "success" | "failure"; isNewDevice?: boolean },
): Promise<void> {
  const { address, userAgent } = visit;
  await trx
    .insertInto("loginEvents")
    .values({ id: newId(), ...login, address, userAgent: userAgent?.slice(0, 512) ?? null })
    .execute();
}
