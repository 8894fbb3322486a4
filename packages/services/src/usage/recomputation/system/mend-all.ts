import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { Services } from "../../../context.ts";
import type { BatchTotals } from "../../totals-of.ts";
import { mendTotals } from "./mend-totals.ts";

export interface Mending {
  /** What is wrong now. */
  compare: () => Promise<BatchTotals>;
  /** In the transaction of an organization's mending. */
  record: (trx: Transaction, organizationId: string, mended: BatchTotals) => Promise<void>;
}

/** Mends what is wrong, organization by organization; two at once would mend it twice, so the second one waits and looks anew. */
export async function mendAll({ database }: Services, { compare, record }: Mending): Promise<void> {
  await database.system.transaction().execute(async (lock) => {
    await sql`select pg_advisory_xact_lock(hashtext('usage_totals'))`.execute(lock);
    const { periods, hours, days, dayKeys } = await compare();
    const all = [...periods, ...hours, ...days, ...dayKeys];
    for (const organizationId of new Set(all.map(({ key }) => key[0] ?? ""))) {
      const isOwn = ({ key }: { key: readonly string[] }) => key[0] === organizationId;
      const own = {
        periods: periods.filter(isOwn),
        hours: hours.filter(isOwn),
        days: days.filter(isOwn),
        dayKeys: dayKeys.filter(isOwn),
      };
      await database.system.transaction().execute(async (trx) => {
        await mendTotals(trx, own);
        await record(trx, organizationId, own);
      });
    }
  });
}
