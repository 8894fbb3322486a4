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

/** What may be chosen below the organization's ceilings, and these themselves. */
export function limitChoices({ timeoutMs, memoryMb }: RunLimits): {
  timeouts: { value: string; label: string }[];
  memories: { value: string; label: string }[];
} {
  return {
    timeouts: upTo(timeoutMs, timeoutsMs).map((choice) => ({
      value: String(choice),
      label: limitText(choice),
    })),
    memories: upTo(memoryMb, memoriesMb).map((choice) => ({
      value: String(choice),
      label: `${choice} MB`,
    })),
  };
}

function upTo(ceiling: number, choices: readonly number[]): number[] {
  return [...choices.filter((choice) => choice < ceiling), ceiling];
}

/** Where one begins; also the ceilings until these are known: every plan of the table has them. */
export const firstLimits: RunLimits = { timeoutMs: 30_000, memoryMb: 128 };

/** What was chosen, where it is not above a ceiling that the operator has set lower. */
export function withinCeilings({ timeoutMs, memoryMb }: RunLimits, ceilings: RunLimits): RunLimits {
  return {
    timeoutMs: Math.min(timeoutMs, ceilings.timeoutMs),
    memoryMb: Math.min(memoryMb, ceilings.memoryMb),
  };
}

/** The next larger choice, or undefined at the top. */
export function larger(choices: readonly { value: string }[], than: number): number | undefined {
  return choices.map((choice) => Number(choice.value)).find((choice) => choice > than);
}
