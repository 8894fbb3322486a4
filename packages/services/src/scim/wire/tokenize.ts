import type { ScimErrorType } from "@patchops/contract";
import { scimError } from "./scim-error.ts";

export interface ScimToken {
  kind: "word" | "string" | "sub" | "(" | ")" | "[" | "]" | "end";
  /** Of a word as written, of a string its value, of a sub-attribute (`.value` behind a bracket) its name. */
  text: string;
}

const maxLength = 4_000;
const forms = /\s+|([()[\]])|("(?:[^"\\]|\\.)*")|\.([A-Za-z$][\w$-]*)|([-\w$][-\w$.:/+]*)/y;

/** The tokens of a filter or path (RFC 7644, figure 1), with an end behind them. Throws with the keyword that is given. */
export function tokenize(text: string, scimType: ScimErrorType): ScimToken[] {
  if (text.length > maxLength) throw scimError(scimType, `It has more than ${maxLength} characters.`);
  const tokens: ScimToken[] = [];
  for (let at = 0; at < text.length; at = forms.lastIndex) {
    forms.lastIndex = at;
    const match = forms.exec(text);
    if (match === null) throw scimError(scimType, `Nothing is known that begins as at character ${at + 1}.`);
    const [, bracket, quoted, sub, word] = match;
    if (bracket !== undefined) tokens.push({ kind: bracket as "(" | ")" | "[" | "]", text: bracket });
    else if (quoted !== undefined) tokens.push({ kind: "string", text: unquote(quoted, scimType) });
    else if (sub !== undefined) tokens.push({ kind: "sub", text: sub });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
  }
  return [...tokens, { kind: "end", text: "its end" }];
}

/** A JSON string (RFC 7644, section 3.4.2.2). Some directories send `DOMAIN\name` with its backslash as it is. */
function unquote(quoted: string, scimType: ScimErrorType): string {
  for (const text of [quoted, quoted.replaceAll(/\\(?!["\\])/g, "\\\\")]) {
    try {
      return String(JSON.parse(text));
    } catch {
      // The other way of writing may be right.
    }
  }
  throw scimError(scimType, "A string in it is none of JSON.");
}
