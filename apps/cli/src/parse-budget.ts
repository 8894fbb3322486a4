import { usageError } from "./usage-error.ts";

/** A number of calls a month; `none` takes the budget away. */
export function parseBudget(text: string): number | null {
  if (text === "none") return null;
  if (!/^\d{1,10}$/.test(text)) {
    throw usageError(`${JSON.stringify(text)} is no number of calls.`, "Write it as 1000, or none");
  }
  return Number(text);
}
