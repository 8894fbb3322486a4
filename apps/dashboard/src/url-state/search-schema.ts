/**
 * Reads one search parameter. It takes the text of an address and its own output alike (the router hands over both), and
 * turns what it does not understand into nothing: a wrong address shows the page, not an error.
 */
export type SearchReader<Value> = (given: unknown) => Value | undefined;

type SearchOf<Shape extends Record<string, SearchReader<unknown>>> = {
  [Key in keyof Shape]?: ReturnType<Shape[Key]>;
};

const maxLength = 512;

export const searchText: SearchReader<string> = (given) =>
  typeof given === "string" && given !== "" && given.length <= maxLength ? given : undefined;

export const searchFlag: SearchReader<boolean> = (given) => {
  if (given === true || given === "true") return true;
  return given === false || given === "false" ? false : undefined;
};

/** Words divided by commas. */
export const searchList: SearchReader<string[]> = (given) => {
  const words = Array.isArray(given) ? given : typeof given === "string" ? given.split(",") : [];
  const read = words.filter((word): word is string => searchText(word) !== undefined);
  return read.length > 0 ? read : undefined;
};

/** One of the given words. */
export function searchChoice<const Word extends string>(words: readonly Word[]): SearchReader<Word> {
  return (given) => words.find((word) => word === given);
}

/**
 * For `validateSearch` of a route; its output's type is `ReturnType<typeof …>`. Made without the schema library, because
 * all routes are known before the first page is, and that library weighs as much as ten pages.
 */
export function searchSchema<const Shape extends Record<string, SearchReader<unknown>>>(shape: Shape) {
  return (search: Record<string, unknown>): SearchOf<Shape> => {
    const read: Record<string, unknown> = {};
    // What is not understood stays as undefined: the router lays the answer over the raw text, which would show through.
    for (const [key, reader] of Object.entries(shape)) read[key] = reader(search[key]);
    // Keys and readers come from the shape, so each value has its reader's type.
    return read as SearchOf<Shape>;
  };
}
