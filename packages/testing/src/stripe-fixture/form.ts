import { Refusal } from "./refusal.ts";

type Field = string | Tree;
interface Tree {
  [name: string]: Field;
}

/** Parameters of a request: of a form or a query with `name[inner][0]`, or of a JSON body (v2). */
export class Form {
  readonly #tree: Tree;

  private constructor(tree: Tree) {
    this.#tree = tree;
  }

  static decode(encoded: string): Form {
    const tree: Tree = {};
    for (const [key, value] of new URLSearchParams(encoded)) {
      const names = key.split(/[[\]]+/).filter((name) => name !== "");
      let at = tree;
      for (const name of names.slice(0, -1)) {
        const present = at[name];
        const inner = typeof present === "object" ? present : {};
        at[name] = inner;
        at = inner;
      }
      at[names.at(-1) ?? ""] = value;
    }
    return new Form(tree);
  }

  static ofJson(text: string): Form {
    return new Form(treeOf(text === "" ? {} : JSON.parse(text)));
  }

  has(name: string): boolean {
    return this.#tree[name] !== undefined;
  }

  /** Sent as an empty string: to be unset. */
  isCleared(name: string): boolean {
    return this.#tree[name] === "";
  }

  text(name: string): string | undefined {
    const field = this.#tree[name];
    return typeof field === "string" && field !== "" ? field : undefined;
  }

  required(name: string): string {
    const text = this.text(name);
    if (text !== undefined) return text;
    throw new Refusal(400, `Missing required param: ${name}.`, { code: "parameter_missing", param: name });
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (/^-?\d+$/.test(text)) return Number(text);
    throw new Refusal(400, `Invalid integer: ${text}`, { code: "parameter_invalid_integer", param: name });
  }

  flag(name: string): boolean | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : text === "true";
  }

  form(name: string): Form {
    const field = this.#tree[name];
    return new Form(typeof field === "object" ? field : {});
  }

  forms(name: string): Form[] {
    return this.#inner(name).map((field) => new Form(typeof field === "object" ? field : {}));
  }

  texts(name: string): string[] {
    return this.#inner(name).filter((field) => typeof field === "string");
  }

  /** Its own fields that are texts, as metadata and payloads have them. */
  record(name: string): Record<string, string> {
    const field = this.#tree[name];
    if (typeof field !== "object") return {};
    return Object.fromEntries(
      Object.entries(field).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
  }

  #inner(name: string): Field[] {
    const field = this.#tree[name];
    return typeof field === "object" ? Object.values(field) : [];
  }
}

function treeOf(value: unknown): Tree {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      typeof inner === "object" && inner !== null ? treeOf(inner) : String(inner),
    ]),
  );
}
