/** One line of the viewer. */
export interface JsonNode {
  depth: number;
  /** The key, the index, or null for the root. */
  key: string | number | null;
  kind: "object" | "array" | "string" | "number" | "boolean" | "null";
  /** A leaf as JSON, cut at `maxTextLength`; empty for objects and arrays. */
  text: string;
  /** How many characters of a long string were cut. */
  cut: number;
  /** Entries of an object or array. */
  size: number;
  /** The index after the last line inside it. */
  end: number;
}

export interface FlatJson {
  nodes: JsonNode[];
  /** Lines beyond the limit were left out. */
  isCut: boolean;
}

const maxTextLength = 2_000;

function leafKind(value: unknown): Exclude<JsonNode["kind"], "object" | "array"> {
  if (value === null || value === undefined) return "null";
  if (typeof value === "number" || typeof value === "bigint") return "number";
  return typeof value === "boolean" ? "boolean" : "string";
}

function leafText(value: unknown): { text: string; cut: number } {
  const text = typeof value === "string" ? value : String(value ?? null);
  const cut = Math.max(0, text.length - maxTextLength);
  const kept = cut > 0 ? text.slice(0, maxTextLength) : text;
  return { text: typeof value === "string" ? JSON.stringify(kept) : kept, cut };
}

/** A JSON value as lines in reading order, at most `maxNodes` of them. It walks without recursion: depth has no limit. */
export function flattenJson(value: unknown, maxNodes: number): FlatJson {
  const nodes: JsonNode[] = [];
  const open: { node: JsonNode; entries: Iterator<[string | number, unknown]> }[] = [];

  const add = (key: JsonNode["key"], entry: unknown) => {
    const depth = open.length;
    if (typeof entry === "object" && entry !== null) {
      const isArray = Array.isArray(entry);
      const node: JsonNode = {
        depth,
        key,
        kind: isArray ? "array" : "object",
        text: "",
        cut: 0,
        size: isArray ? entry.length : Object.keys(entry).length,
        end: 0,
      };
      nodes.push(node);
      open.push({ node, entries: isArray ? entry.entries() : Object.entries(entry)[Symbol.iterator]() });
    } else {
      nodes.push({ depth, key, kind: leafKind(entry), ...leafText(entry), size: 0, end: nodes.length + 1 });
    }
  };

  add(null, value);
  let isCut = false;
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const next = isCut ? undefined : top.entries.next();
    if (next === undefined || next.done) {
      top.node.end = nodes.length;
      open.pop();
    } else if (nodes.length >= maxNodes) {
      isCut = true;
    } else {
      add(next.value[0], next.value[1]);
    }
  }
  return { nodes, isCut };
}

/** The indexes of the lines that are shown when some are closed. */
export function shownLines(nodes: readonly JsonNode[], closed: ReadonlySet<number>): number[] {
  const shown: number[] = [];
  let index = 0;
  while (index < nodes.length) {
    shown.push(index);
    index = closed.has(index) ? (nodes[index]?.end ?? index + 1) : index + 1;
  }
  return shown;
}

/** What is closed at first: everything below `depth`, when there is more than fits one look. */
export function closedAtFirst(nodes: readonly JsonNode[], depth: number): Set<number> {
  if (nodes.length <= 60) return new Set();
  return new Set(nodes.flatMap((node, index) => (node.size > 0 && node.depth >= depth ? [index] : [])));
}
