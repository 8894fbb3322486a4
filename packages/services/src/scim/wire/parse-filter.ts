import type { ScimErrorType } from "@patchops/contract";
import { withoutSchema } from "./names.ts";
import { scimError } from "./scim-error.ts";
import { type ScimToken, tokenize } from "./tokenize.ts";

const operators = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"] as const;
export type ScimOperator = (typeof operators)[number];
export type ScimValue = string | number | boolean | null;

/** A filter of RFC 7644, section 3.4.2.2. Attributes are in small letters, without our schemas' URNs. */
export type ScimFilter =
  | { kind: "compare"; attribute: string; operator: ScimOperator; value: ScimValue }
  | { kind: "present"; attribute: string }
  | { kind: "and" | "or"; parts: ScimFilter[] }
  | { kind: "not"; part: ScimFilter }
  /** `emails[type eq "work"]`: one value of the attribute fits as a whole. */
  | { kind: "element"; attribute: string; part: ScimFilter };

const maxDepth = 8;
const maxTerms = 50;

/** Throws `invalid_input` with the keyword `invalidFilter`. */
export function parseFilter(text: string): ScimFilter {
  const reader = new FilterReader(tokenize(text, "invalidFilter"), "invalidFilter");
  const filter = reader.readFilter();
  reader.expect("end");
  return filter;
}

/** Reads filters from tokens; a path's (`parse-path`) as well. */
export class FilterReader {
  private at = 0;
  private depth = 0;
  private terms = 0;
  private readonly tokens: readonly ScimToken[];
  private readonly scimType: ScimErrorType;

  constructor(tokens: readonly ScimToken[], scimType: ScimErrorType) {
    this.tokens = tokens;
    this.scimType = scimType;
  }

  readFilter(): ScimFilter {
    if (++this.depth > maxDepth) throw scimError(this.scimType, `It is nested more than ${maxDepth} deep.`);
    const filter = this.readAny();
    this.depth -= 1;
    return filter;
  }

  /** The next token if it is of this kind; it is taken then. */
  take(kind: ScimToken["kind"]): ScimToken | null {
    const token = this.peek();
    if (token.kind !== kind) return null;
    this.at += 1;
    return token;
  }

  expect(kind: ScimToken["kind"]): ScimToken {
    const token = this.take(kind);
    if (token !== null) return token;
    throw scimError(this.scimType, `It cannot be read from ${JSON.stringify(this.peek().text)} on.`);
  }

  private peek(): ScimToken {
    return this.tokens[this.at] ?? { kind: "end", text: "its end" };
  }

  private takeWord(word: string): boolean {
    const token = this.peek();
    if (token.kind !== "word" || token.text.toLowerCase() !== word) return false;
    this.at += 1;
    return true;
  }

  /** `and` binds more than `or`. */
  private readAny(): ScimFilter {
    const parts = [this.readAll()];
    while (this.takeWord("or")) parts.push(this.readAll());
    return joined("or", parts);
  }

  private readAll(): ScimFilter {
    const parts = [this.readTerm()];
    while (this.takeWord("and")) parts.push(this.readTerm());
    return joined("and", parts);
  }

  private readTerm(): ScimFilter {
    if (++this.terms > maxTerms) throw scimError(this.scimType, `It has more than ${maxTerms} terms.`);
    if (this.takeWord("not")) {
      this.expect("(");
      const part = this.readFilter();
      this.expect(")");
      return { kind: "not", part };
    }
    if (this.take("(") !== null) {
      const part = this.readFilter();
      this.expect(")");
      return part;
    }
    const attribute = withoutSchema(this.expect("word").text).toLowerCase();
    if (this.take("[") === null) return this.readComparison(attribute);
    const part = this.readFilter();
    this.expect("]");
    const sub = this.take("sub");
    // `emails[type eq "work"].value eq "…"` is one directory's way to say that both hold of the same value.
    const rest = sub === null ? [] : [this.readComparison(sub.text.toLowerCase())];
    return { kind: "element", attribute, part: joined("and", [part, ...rest]) };
  }

  private readComparison(attribute: string): ScimFilter {
    if (this.takeWord("pr")) return { kind: "present", attribute };
    const word = this.expect("word").text.toLowerCase();
    const operator = operators.find((each) => each === word);
    if (operator === undefined)
      throw scimError(this.scimType, `There is no operator ${JSON.stringify(word)}.`);
    return { kind: "compare", attribute, operator, value: this.readValue() };
  }

  private readValue(): ScimValue {
    const quoted = this.take("string");
    if (quoted !== null) return quoted.text;
    const { text } = this.expect("word");
    const lower = text.toLowerCase();
    if (lower === "true" || lower === "false") return lower === "true";
    if (lower === "null") return null;
    if (/^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(text)) return Number(text);
    throw scimError(this.scimType, `${JSON.stringify(text)} is no value: strings stand in quotes.`);
  }
}

function joined(kind: "and" | "or", parts: ScimFilter[]): ScimFilter {
  const [first] = parts;
  return first !== undefined && parts.length === 1 ? first : { kind, parts };
}
