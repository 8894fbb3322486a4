import type { Services } from "../context.ts";
import { storePayloads } from "../usage/index.ts";
import { createRandom } from "./random.ts";
import type { SampleMonth } from "./sample-month.ts";

/** What was said in the sample's last calls; it is made up, and so kept on every instance. */
export async function storeSpeech(
  services: Services,
  organizationId: string,
  { seed, month }: { seed: number; month: SampleMonth },
): Promise<void> {
  await services.database.withOrganization(organizationId, (trx) =>
    trx.updateTable("organizations").set({ keepsPayloads: true }).where("id", "=", organizationId).execute(),
  );
  const random = createRandom(seed + 1);
  const payloads = month.recent.map(({ id, tool, isOk }) => ({
    organizationId,
    eventId: id,
    arguments: tool.arguments(random),
    result: isOk ? { content: [], structuredContent: tool.result(random) } : null,
    hiddenFields: 0,
  }));
  if (payloads.length > 0) await storePayloads(services.database, payloads);
}
