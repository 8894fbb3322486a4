import type { Services } from "./context.ts";
import type { EffectivePlan } from "./plan-of.ts";

/** Until the month after theirs is over, calls are what its totals are compared with (`usage/recomputation`). */
const fewestCallDays = 62;

export interface KeepDays {
  calls: number;
  runs: number;
  runLogs: number;
  payloads: number;
}

/** For how many days an organization's records are kept: the least of what the instance, its plan and itself say. */
export function keepDaysOf(
  { settings }: Pick<Services, "settings">,
  { keepDays }: Pick<EffectivePlan, "keepDays">,
  own: { runLogDays: number; payloadDays: number },
): KeepDays {
  const { activity } = settings.keepDays;
  const least = (...days: (number | null)[]) => Math.min(...days.map((each) => each ?? activity));
  const runs = least(activity, keepDays.runs);
  return {
    calls: least(activity, keepDays.calls === null ? null : Math.max(keepDays.calls, fewestCallDays)),
    runs,
    runLogs: least(runs, own.runLogDays),
    payloads: Math.min(own.payloadDays, keepDays.payloads ?? own.payloadDays),
  };
}
