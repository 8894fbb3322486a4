import { InvalidArgumentError } from "commander";

/** A whole number above zero, for an option. */
export function parseCount(text: string): number {
  return parseWhole(text, 1, "Use a whole number above 0.");
}

/** Where none at all is an answer as well. */
export function parseCountOrZero(text: string): number {
  return parseWhole(text, 0, "Use a whole number, or 0.");
}

function parseWhole(text: string, least: number, message: string): number {
  const count = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isSafeInteger(count) || count < least) throw new InvalidArgumentError(message);
  return count;
}
