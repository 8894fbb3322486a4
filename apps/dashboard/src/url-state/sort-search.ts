export interface Sort {
  column: string;
  direction: "ascending" | "descending";
}

/** `at` is ascending, `-at` descending. */
export function parseSort(text: string | undefined): Sort | undefined {
  if (!text || text === "-") return undefined;
  return text.startsWith("-")
    ? { column: text.slice(1), direction: "descending" }
    : { column: text, direction: "ascending" };
}

export function formatSort(sort: Sort | undefined): string | undefined {
  if (!sort) return undefined;
  return sort.direction === "descending" ? `-${sort.column}` : sort.column;
}
