import type { Services } from "../../context.ts";
import { type KeepDays, keepDaysOf } from "../../keep-days-of.ts";
import { planOf } from "../../plan-of.ts";
import { planTerms } from "../../plan-terms.ts";

/** Organizations by how long a kind of their records is kept. A system file: it goes over all of them. */
export async function readKeepDays(
  services: Services,
): Promise<Record<keyof KeepDays, ReadonlyMap<number, string[]>>> {
  const rows = await services.database.system
    .selectFrom("organizations")
    .select(["id", "plan", "runLogDays", "payloadDays", planTerms().as("planTerms")])
    .execute();
  const kinds = {
    calls: new Map<number, string[]>(),
    runs: new Map<number, string[]>(),
    runLogs: new Map<number, string[]>(),
    payloads: new Map<number, string[]>(),
  };
  for (const row of rows) {
    const days = keepDaysOf(services, planOf(services, row), row);
    for (const kind of ["calls", "runs", "runLogs", "payloads"] as const) {
      const ids = kinds[kind].get(days[kind]);
      if (ids === undefined) kinds[kind].set(days[kind], [row.id]);
      else ids.push(row.id);
    }
  }
  return kinds;
}
