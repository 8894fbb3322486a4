import { z } from "zod";

/**
 * Parts for the `validateSearch` of routes. Each takes the text of an address and its own output alike (the router hands
 * over both), and turns what it does not understand into nothing: a wrong address shows the page, not an error.
 */
const text = z.string().max(512);

export const searchText = text.optional().catch(undefined);

export const searchFlag = z.union([z.boolean(), z.stringbool()]).optional().catch(undefined);

export const searchNumber = z.coerce.number().finite().optional().catch(undefined);

export const searchList = z
  .union([z.array(text), text.transform((value) => value.split(",").filter(Boolean))])
  .optional()
  .catch(undefined);

/** One of the given words. */
export function searchChoice<const Word extends string>(words: readonly Word[]) {
  return z.enum(words).optional().catch(undefined);
}
