import type { RemovedSample } from "@patchops/contract";
import { apiKeyChannel } from "../apikey/index.ts";
import type { Services } from "../context.ts";
import { forgetSampleOrganization, readSampleOrganization } from "./fact.ts";
import { deleteSampleOrganization } from "./system/delete-sample-organization.ts";

/**
 * Takes the sample organization away with all that belongs to it and the people who were made for it. Its audit goes with it; the
 * log keeps that it was removed. Answers null as its id when there was none.
 */
export async function removeSample(services: Services): Promise<RemovedSample> {
  const { database, log, meter } = services;
  const organizationId = await database.transaction(readSampleOrganization);
  if (organizationId === null) return { organizationId: null };
  // Calls made in it meanwhile would else be stored after it is gone.
  await meter.flush();
  await deleteSampleOrganization(database, organizationId, async (trx, userIds) => {
    await forgetSampleOrganization(trx);
    await database.notify(trx, "organization_changed", organizationId);
    for (const userId of userIds) await database.notify(trx, apiKeyChannel, userId);
  });
  log.info({ organizationId }, "the demo organization was removed");
  return { organizationId };
}
