import type { RunRetention } from "@patchops/contract";
import { formatCount } from "../../format/format-number.ts";

/** How long runs stay, in a sentence. */
export function keptWords({ runDays, runLogDays }: RunRetention): string {
  const log = Math.min(runLogDays, runDays);
  if (log === 0)
    return `Kept for ${formatCount(runDays, "day")}. None can be replayed: logs of runs go with their end.`;
  if (log === runDays) return `Kept for ${formatCount(runDays, "day")}.`;
  return `Kept for ${formatCount(runDays, "day")}, and what replays them for ${formatCount(log, "day")}.`;
}
