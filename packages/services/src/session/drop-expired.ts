import type { Services } from "../context.ts";

/** A worker's job: removes login sessions and throttling windows that are over. */
export async function dropExpiredLogins(services: Services): Promise<void> {
  await services.database.transaction(async (trx) => {
    await trx.deleteFrom("loginSessions").where("expiresAt", "<=", new Date().toISOString()).execute();
    await trx.deleteFrom("loginAttempts").where("windowEndsAt", "<=", new Date().toISOString()).execute();
  });
}
