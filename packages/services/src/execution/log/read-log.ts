import { AppError } from "@patchops/contract";
import type { LogEntry } from "@patchops/sandbox";
import { openValues } from "../../connection/index.ts";
import type { Services } from "../../context.ts";
import type { RunHeader, StoredEntry } from "./stored-entry.ts";

export interface StoredLog {
  header: RunHeader;
  /** In order, without the header. */
  entries: StoredEntry[];
  /** How much of it there is. */
  parts: number;
  bytes: number;
}

/** A run's log. Throws `not_found` where it is not kept any more, or was never whole. */
export async function readLog(
  services: Services,
  run: { organizationId: string; executionId: string },
): Promise<StoredLog> {
  const { organizationId, executionId } = run;
  const texts = await services.database.withOrganization(organizationId, async (trx) => {
    const rows = await trx
      .selectFrom("executionLog")
      .select(["id", "sealed"])
      .where("organizationId", "=", organizationId)
      .where("executionId", "=", executionId)
      .orderBy("part")
      .execute();
    const sealings = rows.map(({ id, sealed }) => ({
      place: { organizationId, row: id, field: "execution_log" },
      sealed,
    }));
    return openValues<string>(services, trx, sealings);
  });
  const [first, ...entries] = texts.flatMap((text) => JSON.parse(text) as StoredEntry[]);
  if (first?.[0] !== "run") {
    throw new AppError("not_found", "The log of this run is not kept.", {
      next: "Logs are kept for as long as the organization's settings say. Run the program anew.",
    });
  }
  if (entries.some(([type]) => type === "full")) {
    throw new AppError("not_found", "The answers that this run was given are more than a log may hold.", {
      next: "Run the program anew, with smaller answers.",
    });
  }
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return { header: first[1], entries, parts: texts.length, bytes };
}

const replayed: readonly string[] = ["begin", "call", "answer", "step", "times"];

/** The lines that bring the program where it was. */
export function programLog(entries: readonly StoredEntry[]): LogEntry[] {
  return entries.filter((entry): entry is LogEntry => replayed.includes(entry[0]));
}
