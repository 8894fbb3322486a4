import { benchAdmission } from "./metering/bench-admission.ts";
import { benchPipeline } from "./metering/bench-pipeline.ts";
import { benchReads } from "./metering/bench-reads.ts";
import { openBenchDatabase } from "./metering/open-bench-database.ts";
import type { Row } from "./report.ts";

/** Takes a few gigabytes and minutes. */
const readEvents = 10_000_000;

/** What metering costs beside plain Postgres, on a database of its own that is gone afterwards. */
export async function benchMetering(): Promise<Row[]> {
  const bench = await openBenchDatabase();
  try {
    return [
      ...(await benchPipeline(bench)),
      ...(await benchAdmission(bench)),
      ...(await benchReads(bench, readEvents)),
    ];
  } finally {
    await bench.close();
  }
}
