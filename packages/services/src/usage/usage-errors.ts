import { type CallFilters, callFilters, clock, outcomeSchema, type UsageErrors } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { comparedRanges } from "./compared-ranges.ts";
import type { FailureCount } from "./reader/read-failures.ts";

const maxErrors = 100;

/** What failed most in a range, by outcome, code and tool, against the range before; the most frequent first. */
export async function usageErrors(context: Context, rawInput: CallFilters): Promise<UsageErrors> {
  requireAccess(context, "usage.errors");
  const { from, to, ...filters } = callFilters.parse(rawInput);
  const nowMs = clock.nowMs();
  const { range, before, answered } = comparedRanges({ from, to }, nowMs);
  const { services, actor } = context;
  await services.meter.flush();
  const read = async (of: typeof range) =>
    sumByKind(
      await services.usage.failures({ organizationId: actor.organizationId, filters, nowMs, range: of }),
    );
  const [now, previous] = await Promise.all([read(range), read(before)]);
  const errors = [...now.values()].sort(
    (a, b) => b.failures - a.failures || (kindOf(a) < kindOf(b) ? -1 : 1),
  );
  return {
    ...answered,
    errors: errors.slice(0, maxErrors).map((error) => ({
      ...error,
      outcome: outcomeSchema.parse(error.outcome),
      previousFailures: previous.get(kindOf(error))?.failures ?? 0,
    })),
  };
}

const kindOf = ({ outcome, errorCode, connection, tool }: FailureCount) =>
  JSON.stringify([outcome, errorCode, connection, tool]);

function sumByKind(counts: readonly FailureCount[]): Map<string, FailureCount> {
  const sums = new Map<string, FailureCount>();
  for (const count of counts) {
    const kind = kindOf(count);
    const { failures } = sums.get(kind) ?? { failures: 0 };
    sums.set(kind, { ...count, failures: failures + count.failures });
  }
  return sums;
}
