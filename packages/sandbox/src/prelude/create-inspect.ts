import type { Primordials } from "./primordials.ts";

/**
 * Makes the text that `console` shows of a value. It runs inside the isolate, under its limits: getters are named, not
 * called, and whatever a Proxy throws ends that branch only. `shownAs` knows objects that have a text of their own.
 */
export function createInspect(
  p: Primordials,
  shownAs: (value: object) => string | undefined,
): (value: unknown) => string {
  const maxDepth = 4;
  const maxEntries = 100;
  const maxChars = 16_384;
  const identifier = /^[A-Za-z_$][\w$]*$/;
  const errorFrames = "\n    at ";

  interface State {
    left: number;
    depth: number;
    /** Objects on the way from the root; null-prototype chain, so that no setter of the program is met. */
    path: { value: object; up: State["path"] } | undefined;
  }

  function quote(text: string): string {
    return p.stringify(text);
  }

  function keyText(key: PropertyKey): string {
    if (typeof key === "symbol") return `[${p.symbolText(key)}]`;
    const text = p.String(key);
    return p.test(identifier, text) ? text : quote(text);
  }

  function className(value: object): string {
    const prototype = p.getPrototypeOf(value);
    if (prototype === null) return "[Object: null prototype]";
    const maker = p.getOwnPropertyDescriptor(prototype, "constructor")?.value;
    if (typeof maker !== "function") return "";
    const name = p.getOwnPropertyDescriptor(maker, "name")?.value;
    return typeof name === "string" ? name : "";
  }

  function attempt<Result>(read: () => Result): Result | undefined {
    try {
      return read();
    } catch {
      return undefined;
    }
  }

  function isOnPath(state: State, value: object): boolean {
    for (let step = state.path; step !== undefined; step = step.up) if (step.value === value) return true;
    return false;
  }

  function wrap(open: string, body: string, close: string, state: State): string {
    if (body === "") return open + close;
    if (body.length <= 72 && p.indexOf(body, "\n") < 0) return `${open} ${body} ${close}`;
    const pad = p.repeat("  ", state.depth);
    return `${open}\n${pad}  ${body}\n${pad}${close}`;
  }

  function entries(state: State, each: (add: (text: () => string) => boolean) => void): string {
    let body = "";
    let count = 0;
    let isCut = false;
    const separator = `,\n${p.repeat("  ", state.depth)}`;
    each((text) => {
      if (count >= maxEntries || state.left <= 0) {
        isCut = true;
        return false;
      }
      count += 1;
      const piece = text();
      state.left -= piece.length;
      body += body === "" ? piece : separator + piece;
      return true;
    });
    if (isCut) body += body === "" ? "…" : `${separator}…`;
    const flat = joinFlat(body, separator);
    return flat.length <= 72 ? flat : body;
  }

  function joinFlat(body: string, separator: string): string {
    if (body.length > 144 + separator.length * 8) return body;
    let flat = "";
    let from = 0;
    for (;;) {
      const at = p.indexOf(body, separator, from);
      if (at < 0) return flat + p.slice(body, from);
      flat += `${p.slice(body, from, at)}, `;
      from = at + separator.length;
    }
  }

  function properties(
    value: object,
    state: State,
    add: (text: () => string) => boolean,
    skipIndex: boolean,
  ): void {
    const keys = p.ownKeys(value);
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index];
      if (key === undefined || (skipIndex && (key === "length" || isIndex(key)))) continue;
      const descriptor = p.getOwnPropertyDescriptor(value, key);
      if (!descriptor?.enumerable) continue;
      const shown = () => {
        if (descriptor.get) return `${keyText(key)}: [Getter]`;
        if (descriptor.set) return `${keyText(key)}: [Setter]`;
        return `${keyText(key)}: ${show(descriptor.value, state)}`;
      };
      if (!add(shown)) return;
    }
  }

  function isIndex(key: PropertyKey): boolean {
    return typeof key === "string" && p.test(/^\d+$/, key);
  }

  function showArray(value: object, length: number, name: string, state: State): string {
    const body = nested(state, (add) => {
      for (let index = 0; index < length; index += 1) {
        const descriptor = p.getOwnPropertyDescriptor(value, index);
        const more = add(() =>
          descriptor ? (descriptor.get ? "[Getter]" : show(descriptor.value, state)) : "<empty>",
        );
        if (!more) return;
      }
      if (length <= maxEntries) properties(value, state, add, true);
    });
    return wrap(name === "Array" ? "[" : `${name}(${length}) [`, body, "]", state);
  }

  function showError(value: object): string {
    const stack = attempt(() => p.getOwnPropertyDescriptor(value, "stack")?.value ?? p.Object(value).stack);
    const name = attempt(() => p.String(p.Object(value).name)) ?? "Error";
    const message = attempt(() => p.String(p.Object(value).message)) ?? "";
    const head = message === "" ? name : `${name}: ${message}`;
    if (typeof stack !== "string") return head;
    let text = head;
    const lines = p.split(stack, "\n");
    for (let index = 0; index < lines.length; index += 1) {
      const line = lines[index] ?? "";
      const at = p.indexOf(line, "program.ts:");
      // Frames before the program's first column are the prelude's call of it.
      if (at >= 0 && p.indexOf(line, ":-", at) < 0)
        text += errorFrames + p.slice(line, p.indexOf(line, "at ") + 3);
    }
    return text;
  }

  function showObject(value: object, state: State): string {
    if (isOnPath(state, value)) return "[Circular]";
    const name = attempt(() => className(value)) ?? "";
    if (state.depth > maxDepth) return p.isArray(value) ? "[Array]" : `[${name || "Object"}]`;
    state.path = { value, up: state.path };
    try {
      return showParts(value, name, state);
    } finally {
      state.path = state.path?.up;
    }
  }

  function showParts(value: object, name: string, state: State): string {
    if (p.isArray(value)) {
      return showArray(value, p.Object(value).length, name || "Array", state);
    }
    if (value instanceof p.Error) return showError(value);
    const text = attempt(() => shownAs(value));
    if (text !== undefined) return `${name} ${quote(text)}`;
    const time = attempt(() => p.dateTime(value as Date));
    if (time !== undefined) return p.isNaN(time) ? "Invalid Date" : p.dateText(value as Date);
    const pattern = attempt(() => (value instanceof p.RegExp ? p.regExpText(value) : undefined));
    if (pattern !== undefined) return pattern;
    const mapSize = attempt(() => p.mapSize(value));
    if (mapSize !== undefined) {
      const body = nested(state, (add) => {
        p.mapForEach(value as Map<unknown, unknown>, (item, key) => {
          add(() => `${show(key, state)} => ${show(item, state)}`);
        });
      });
      return wrap(`Map(${mapSize}) {`, body, "}", state);
    }
    const setSize = attempt(() => p.setSize(value));
    if (setSize !== undefined) {
      const body = nested(state, (add) => {
        p.setForEach(value as Set<unknown>, (item) => {
          add(() => show(item, state));
        });
      });
      return wrap(`Set(${setSize}) {`, body, "}", state);
    }
    const typed = p.typedTag(value);
    if (typeof typed === "string") {
      const length = p.Number(p.typedLength(value));
      return showArray(value, length, typed, state);
    }
    const bytes = attempt(() => p.bufferBytes(value));
    if (bytes !== undefined) return `ArrayBuffer { byteLength: ${bytes} }`;
    if (value instanceof p.Promise) return "Promise {}";
    const body = nested(state, (add) => properties(value, state, add, false));
    return wrap(name === "Object" || name === "" ? "{" : `${name} {`, body, "}", state);
  }

  function nested(state: State, each: (add: (text: () => string) => boolean) => void): string {
    state.depth += 1;
    try {
      return entries(state, each);
    } finally {
      state.depth -= 1;
    }
  }

  function show(value: unknown, state: State): string {
    switch (typeof value) {
      case "string":
        return quote(value.length > maxChars ? `${p.slice(value, 0, maxChars)}…` : value);
      case "bigint":
        return `${p.bigintText(value)}n`;
      case "symbol":
        return p.symbolText(value);
      case "function": {
        const name = attempt(() => p.getOwnPropertyDescriptor(value, "name")?.value);
        return typeof name === "string" && name !== "" ? `[Function: ${name}]` : "[Function (anonymous)]";
      }
      case "object":
        if (value === null) return "null";
        try {
          return showObject(value, state);
        } catch {
          return "[Unreadable]";
        }
      default:
        return value === 0 && 1 / p.Number(value) < 0 ? "-0" : p.String(value);
    }
  }

  return (value) => show(value, { left: maxChars, depth: 0, path: undefined });
}
