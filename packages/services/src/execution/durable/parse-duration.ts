import { AppError } from "@patchops/contract";

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const longestMs = 366 * 86_400_000;

/** Milliseconds of a number, a text such as `90s` or `1.5h`, or until a time in ISO 8601. Throws `invalid_input`. */
export function parseDuration(value: unknown, now = Date.now()): number {
  const ms = typeof value === "number" ? value : typeof value === "string" ? ofText(value, now) : Number.NaN;
  if (!Number.isFinite(ms) || ms > longestMs) {
    throw new AppError(
      "invalid_input",
      `${JSON.stringify(value) ?? "Nothing"} is no duration of a year at most.`,
      {
        next: 'Give milliseconds, a text such as "30s", "5m", "2h" or "1d", or a Date.',
      },
    );
  }
  return Math.max(0, Math.round(ms));
}

function ofText(text: string, now: number): number {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(text.trim()) ?? [];
  if (amount !== undefined) return Number(amount) * (units[unit] ?? Number.NaN);
  return /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) - now : Number.NaN;
}
