import { isStorable } from "@patchops/contract";
import { z } from "zod";

/** A text that the database takes. Trimmed, `max` characters at most. */
export function storableText(max: number) {
  return z.string().trim().max(max).refine(isStorable, "It has a character that is none.");
}
