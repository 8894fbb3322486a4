import { isPlanId, plans } from "@patchops/contract";
import { formatDuration } from "../../format/format-duration.ts";

export interface RunLimits {
  timeoutMs: number;
  memoryMb: number;
}

const timeoutsMs = [5_000, 10_000, 30_000, 60_000, 120_000];
const memoriesMb = [32, 64, 128, 256, 512];

/** `5 s`, `1 min`: a limit is a whole number of its unit. */
export function limitText(timeoutMs: number): string {
  return formatDuration(timeoutMs).replace(/\.0+ s$|(?<=min) 0 s$/, (end) =>
    end.startsWith(".") ? " s" : "",
  );
}

/** What may be chosen on a plan. */
export function limitChoices(planId: string): {
  timeouts: { value: string; label: string }[];
  memories: { value: string; label: string }[];
} {
  const { timeoutMs, memoryMb } = plans[isPlanId(planId) ? planId : "free"].execution;
  return {
    timeouts: timeoutsMs
      .filter((choice) => choice <= timeoutMs)
      .map((choice) => ({ value: String(choice), label: limitText(choice) })),
    memories: memoriesMb
      .filter((choice) => choice <= memoryMb)
      .map((choice) => ({ value: String(choice), label: `${choice} MB` })),
  };
}

export const firstLimits: RunLimits = { timeoutMs: 30_000, memoryMb: 128 };

/** The next larger choice, or undefined at the top. */
export function larger(choices: readonly { value: string }[], than: number): number | undefined {
  return choices.map((choice) => Number(choice.value)).find((choice) => choice > than);
}
