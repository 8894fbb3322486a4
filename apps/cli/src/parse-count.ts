import { InvalidArgumentError } from "commander";

/** A whole number above zero, for an option. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError("Use a whole number above 0.");
  return count;
}
