import { listMessage } from "./names.ts";
import { scimError } from "./scim-error.ts";

/** A part of a list (RFC 7644, section 3.4.2.4). */
export interface Page {
  /** From 1. */
  startIndex: number;
  count: number;
}

/** Throws `invalidValue`. More than `most` at once are not given. */
export function readPage(query: Readonly<Record<string, string>>, most: number): Page {
  const numberOf = (name: "startIndex" | "count", otherwise: number) => {
    const text = query[name];
    if (text === undefined || text === "") return otherwise;
    if (!/^-?\d{1,9}$/.test(text)) throw scimError("invalidValue", `${name} is a whole number.`);
    return Number(text);
  };
  return {
    startIndex: Math.max(1, numberOf("startIndex", 1)),
    count: Math.min(most, Math.max(0, numberOf("count", most))),
  };
}

export function listResponse<Resource>(
  resources: readonly Resource[],
  { totalResults, startIndex } = { totalResults: resources.length, startIndex: 1 },
) {
  return {
    schemas: [listMessage],
    totalResults,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}
