import { withoutSchema } from "./names.ts";
import { FilterReader, type ScimFilter } from "./parse-filter.ts";
import { tokenize } from "./tokenize.ts";

/** Where an operation of a patch applies (RFC 7644, figure 7): `emails[type eq "work"].value`. Names in small letters. */
export interface ScimPath {
  attribute: string;
  filter: ScimFilter | null;
  sub: string | null;
}

/** Throws `invalid_input` with the keyword `invalidPath`. */
export function parsePath(text: string): ScimPath {
  const reader = new FilterReader(tokenize(text, "invalidPath"), "invalidPath");
  const name = withoutSchema(reader.expect("word").text).toLowerCase();
  // The URN of another schema has dots of its own.
  const dot = name.startsWith("urn:") ? -1 : name.indexOf(".");
  if (dot !== -1) {
    reader.expect("end");
    return { attribute: name.slice(0, dot), filter: null, sub: name.slice(dot + 1) };
  }
  let filter: ScimFilter | null = null;
  if (reader.take("[") !== null) {
    filter = reader.readFilter();
    reader.expect("]");
  }
  const sub = reader.take("sub")?.text.toLowerCase() ?? null;
  reader.expect("end");
  return { attribute: name, filter, sub };
}
