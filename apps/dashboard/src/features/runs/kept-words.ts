import type { RunRetention } from "@patchops/contract";

const days = (count: number) => (count === 1 ? "1 day" : `${count} days`);

/** How long runs stay, in a sentence. */
export function keptWords({ runDays, runLogDays }: RunRetention): string {
  const log = Math.min(runLogDays, runDays);
  if (log === 0) return `Kept for ${days(runDays)}. None can be replayed: logs of runs go with their end.`;
  if (log === runDays) return `Kept for ${days(runDays)}.`;
  return `Kept for ${days(runDays)}, and what replays them for ${days(log)}.`;
}
