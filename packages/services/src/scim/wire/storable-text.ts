import { z } from "zod";

/** A text that the database takes: without NUL characters and halves of characters. Trimmed, `max` characters at most. */
export function storableText(max: number) {
  return z
    .string()
    .trim()
    .max(max)
    .refine((value) => value.isWellFormed() && !value.includes("\0"), "It has a character that is none.");
}
