import { openValues } from "../../connection/index.ts";
import type { Services } from "../../context.ts";
import type { RunHeader, StoredEntry } from "./stored-entry.ts";

/** How a run began, also where its log is not whole; null where none of it is kept. */
export async function readHeader(
  services: Services,
  run: { organizationId: string; executionId: string },
): Promise<RunHeader | null> {
  const { organizationId, executionId } = run;
  const [text] = await services.database.withOrganization(organizationId, async (trx) => {
    const rows = await trx
      .selectFrom("executionLog")
      .select(["id", "sealed"])
      .where("organizationId", "=", organizationId)
      .where("executionId", "=", executionId)
      .orderBy("part")
      .limit(1)
      .execute();
    const sealings = rows.map(({ id, sealed }) => ({
      place: { organizationId, row: id, field: "execution_log" },
      sealed,
    }));
    return openValues<string>(services, trx, sealings);
  });
  const [first] = text === undefined ? [] : (JSON.parse(text) as StoredEntry[]);
  return first?.[0] === "run" ? first[1] : null;
}
