import { type CallFilters, callFilters, clock, type UsageMethods } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { comparedRanges } from "./compared-ranges.ts";
import { presentTally, tallyByKey } from "./tally.ts";

/** All that was metered in a range, by its method, the most frequent first: calls, reads, prompts, completions, runs and sessions. */
export async function usageMethods(context: Context, rawInput: CallFilters): Promise<UsageMethods> {
  requireAccess(context, "usage.methods");
  const { from, to, ...filters } = callFilters.parse(rawInput);
  const nowMs = clock.nowMs();
  const { range, before, answered } = comparedRanges({ from, to }, nowMs);
  const { services, actor } = context;
  await services.meter.flush();
  const read = async (of: typeof range) => {
    const query = { organizationId: actor.organizationId, filters, nowMs, range: of };
    const counts = await services.usage.methods(query);
    return tallyByKey(
      counts.map((count) => ({ ...count, at: null, key: count.method, label: count.method })),
    );
  };
  const [methods, previous] = await Promise.all([read(range), read(before)]);
  const known = new Map(previous);
  return {
    ...answered,
    methods: methods.map(([method, tally]) => {
      const { calls: count, ...numbers } = presentTally(tally);
      return { method, count, previousCount: known.get(method)?.calls ?? 0, ...numbers };
    }),
  };
}
