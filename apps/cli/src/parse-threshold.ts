import { meterNouns, type UsageMeter, type UsageThreshold } from "@patchops/contract";
import { usageError } from "./usage-error.ts";

/** `80%` of the plan, or an amount of the month. */
export function parseThreshold(meter: UsageMeter, text: string): UsageThreshold {
  const [, digits, percent] = /^(\d{1,10})(%?)$/.exec(text) ?? [];
  if (digits === undefined || Number(digits) === 0) {
    throw usageError(
      `${JSON.stringify(text)} is no threshold.`,
      `Write it as 80%, or as 1000 for ${meterNouns[meter]} of a month`,
    );
  }
  return { meter, unit: percent === "%" ? "percent" : "amount", value: Number(digits) };
}
