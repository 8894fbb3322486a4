import { clock, type Recomputation, type RecomputeInput } from "@patchops/contract";
import { recordAudit } from "../../audit/index.ts";
import type { Services } from "../../context.ts";
import type { BatchTotals } from "../totals-of.ts";
import { compareTotals } from "./compare-totals.ts";
import { mendAll } from "./system/mend-all.ts";
import { tellOfDifferences } from "./system/tell-of-differences.ts";

const maxDifferences = 100;

/**
 * Counts the events anew and compares them with all totals: there is no difference, and any is an alarm. Mends the totals where
 * that is asked for: events are the truth. A worker's job each night, and `patchops admin recompute`.
 */
export async function recomputeUsage(
  services: Services,
  { mend }: RecomputeInput = { mend: false },
): Promise<Recomputation> {
  const checkedAt = new Date(clock.nowMs()).toISOString();
  const found = await compareTotals(services);
  const differences = presentDifferences(found);
  const unknowable = presentPeriods(found.unknowable);
  if (differences.length > 0) {
    const fields = { differences: differences.slice(0, maxDifferences), count: differences.length };
    services.log.error(fields, "totals of usage differ from the events that they were made of");
  }
  if (unknowable.length > 0) {
    const fields = { unknowable: unknowable.slice(0, maxDifferences), count: unknowable.length };
    services.log.info(fields, "CPU time of old runs cannot be counted anew and was left out");
  }
  if (mend && differences.length > 0) {
    await mendAll(services, {
      compare: () => compareTotals(services),
      record: (trx, organizationId, mended) =>
        recordAudit(
          trx,
          { organizationId, kind: "operator", id: null, address: null, requestId: null },
          {
            action: "usage.mend",
            targetKind: "organization",
            targetId: organizationId,
            data: { differences: presentDifferences(mended).slice(0, maxDifferences) },
          },
        ),
    });
  }
  const isMended = mend && differences.length > 0;
  await tellOfDifferences(services, { checkedAt, differences: isMended ? 0 : differences.length });
  return {
    checkedAt,
    differences: differences.slice(0, maxDifferences),
    count: differences.length,
    unknowable: unknowable.slice(0, maxDifferences),
    isMended,
  };
}

function presentPeriods(periods: BatchTotals["periods"]): Recomputation["differences"] {
  return periods.map(({ key: [organizationId = "", ...key], used }) => ({
    table: "usage_periods",
    organizationId,
    key: key.join(" "),
    amount: used,
  }));
}

/** Each total that is wrong, with what is to be added to it. */
function presentDifferences({ periods, hours, days, dayKeys }: BatchTotals): Recomputation["differences"] {
  const counted = (table: string, groups: BatchTotals["days"]) =>
    groups.map(({ key: [organizationId = "", ...key], calls, failures, executions }) => ({
      table,
      organizationId,
      key: key.join(" "),
      amount: calls + executions !== 0 ? calls + executions : failures,
    }));
  return [
    ...presentPeriods(periods),
    ...counted("usage_hours", hours),
    ...counted("usage_days", days),
    ...counted("usage_day_keys", dayKeys),
  ];
}
