import { dataRegister, type RegisterEntry } from "@patchops/db";
import type { Services } from "../context.ts";

const entries: Readonly<Record<string, RegisterEntry>> = dataRegister;
const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/**
 * For how many days the register keeps a table's rows, with the instance's settings; 0 where they name their end themselves. Throws for
 * one that it keeps for no time.
 */
export function keptDays(table: string, keepDays: Services["settings"]["keepDays"]): number {
  const kept = entries[camel(table)]?.kept;
  if (typeof kept === "object") {
    if ("days" in kept) return kept.days;
    if ("minutes" in kept) return kept.minutes / 1_440;
    if ("setting" in kept) return keepDays[kept.setting];
    if ("expires" in kept) return 0;
  }
  throw new Error(`the register keeps ${table} for no time`);
}
