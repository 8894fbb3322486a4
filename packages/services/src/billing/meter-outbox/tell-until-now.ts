import { AppError } from "@patchops/contract";
import type { Services } from "../../context.ts";
import { sendUnits } from "./send-units.ts";
import { countUsage } from "./tell-usage.ts";
import { toldSince } from "./told-since.ts";

/**
 * Tells Stripe all that an organization used up to now: what comes later has another price. Throws `unavailable` where Stripe did not
 * take all of it.
 */
export async function tellUntilNow(services: Services, organizationId: string): Promise<void> {
  await services.meter.flush();
  const at = new Date();
  await countUsage(services, organizationId, { at, closes: true });
  await sendUnits(services, { at, organizationId });
  const open = await services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("meterOutbox")
      .select("identifier")
      .where("organizationId", "=", organizationId)
      .where("at", ">=", toldSince(at).toISOString())
      .where("state", "in", ["queued", "sending", "unknown"])
      .executeTakeFirst(),
  );
  if (open === undefined) return;
  throw new AppError("unavailable", "Stripe could not be told yet what was used up to now.", {
    retryAfterSeconds: 60,
    next: "Nothing was changed; try again in a minute.",
  });
}
