import type { Bridge, PreludeLimits } from "./create-bridge.ts";
import type { Clock } from "./create-clock.ts";
import type { Primordials } from "./primordials.ts";

/** `console`: lines are formatted here, under the program's limits, and end at the log budget. */
export function createConsole(
  p: Primordials,
  bridge: Bridge,
  {
    limits,
    inspect,
    clock,
  }: { limits: () => PreludeLimits; inspect: (value: unknown) => string; clock: Clock },
) {
  const maxLineChars = 16_384;
  const counts = new p.Map<string, number>();
  const clocks = new p.Map<string, number>();
  let indent = "";
  let lines = 0;
  let chars = 0;
  let dropped = 0;

  function shown(value: unknown): string {
    return typeof value === "string" ? value : inspect(value);
  }

  /** `%s` and its kin as in other consoles; what is left over follows after blanks. */
  function format(args: ArrayLike<unknown>): string {
    let text = "";
    let next = 0;
    const first = args[0];
    if (typeof first === "string" && args.length > 1 && p.indexOf(first, "%") >= 0) {
      next = 1;
      let from = 0;
      for (let at = p.indexOf(first, "%"); at >= 0; at = p.indexOf(first, "%", from)) {
        const kind = p.slice(first, at + 1, at + 2);
        text += p.slice(first, from, at);
        from = at + 2;
        if (kind === "%") text += "%";
        else if (kind === "" || p.indexOf("sdifjoOc", kind) < 0 || next >= args.length) text += `%${kind}`;
        else {
          const value = args[next];
          next += 1;
          if (kind === "c") continue;
          if (kind === "d" || kind === "i" || kind === "f") {
            text +=
              typeof value === "object"
                ? "NaN"
                : p.String(kind === "i" ? p.trunc(p.Number(value)) : p.Number(value));
          } else text += kind === "s" ? shown(value) : inspect(value);
        }
      }
      text += p.slice(first, from);
    }
    for (; next < args.length && text.length < maxLineChars; next += 1) {
      text += (next === 0 ? "" : " ") + shown(args[next]);
    }
    return text;
  }

  function lineOf(above: (...args: never[]) => unknown): string {
    const place: { stack?: string } = { __proto__: null } as object;
    p.captureStackTrace(place, above);
    const stack = place.stack;
    if (typeof stack !== "string") return "null";
    const at = p.indexOf(stack, "program.ts:");
    if (at < 0) return "null";
    const end = p.indexOf(stack, ":", at + 11);
    const line = p.Number(p.slice(stack, at + 11, end));
    return p.isInteger(line) ? p.String(line) : "null";
  }

  /** Told at every power of two: often enough to be about right when the program is cut off. */
  function drop(): void {
    dropped += 1;
    if ((dropped & (dropped - 1)) === 0) bridge.postSoon(`["n",${dropped}]`);
  }

  function write(level: string, text: string, above: (...args: never[]) => unknown): void {
    const line = indent === "" ? text : indent + text;
    const cut = line.length > maxLineChars ? `${p.slice(line, 0, maxLineChars)}…` : line;
    lines += 1;
    chars += cut.length;
    if (lines > limits().logLines || chars > limits().logBytes) {
      drop();
      return;
    }
    bridge.postSoon(`["l","${level}",${p.stringify(cut)},${p.now()},${lineOf(above)}]`);
  }

  function writer(level: string) {
    return function log(...args: unknown[]): void {
      // A budget that is spent also ends the work of formatting.
      if (lines >= limits().logLines || chars >= limits().logBytes) {
        drop();
        return;
      }
      write(level, format(args), log);
    };
  }

  /** Rows of an array or object of objects, as aligned columns. */
  function table(data: unknown): void {
    if (typeof data !== "object" || data === null) {
      write("log", shown(data), table);
      return;
    }
    const columns = new p.Map<string, number>([]);
    const rowKeys = p.ownKeys(data);
    const read = (row: unknown, key: string): string => {
      if (key === "") return typeof row === "object" && row !== null ? "" : shown(row);
      if (typeof row !== "object" || row === null) return "";
      const descriptor = p.getOwnPropertyDescriptor(row, key);
      return descriptor && "value" in descriptor ? shown(descriptor.value) : "";
    };
    const rows = (each: (name: string, row: unknown) => void) => {
      for (let index = 0; index < rowKeys.length && index < 200; index += 1) {
        const key = rowKeys[index];
        if (typeof key !== "string") continue;
        const descriptor = p.getOwnPropertyDescriptor(data, key);
        if (descriptor?.enumerable && "value" in descriptor) each(key, descriptor.value);
      }
    };
    let nameWidth = 0;
    const widen = (key: string, width: number) => {
      const known = p.mapGet(columns, key);
      if (known === undefined || known < width) p.mapSet(columns, key, width);
    };
    rows((name, row) => {
      if (name.length > nameWidth) nameWidth = name.length;
      if (typeof row !== "object" || row === null) {
        widen("", shown(row).length);
        return;
      }
      const keys = p.ownKeys(row);
      for (let index = 0; index < keys.length && index < 30; index += 1) {
        const key = keys[index];
        if (typeof key === "string" && p.getOwnPropertyDescriptor(row, key)?.enumerable) {
          widen(key, key.length);
          widen(key, read(row, key).length);
        }
      }
    });
    let text = p.padEnd("", nameWidth);
    p.mapForEach(columns, (width, key) => {
      text += `  ${p.padEnd(key, p.Number(width))}`;
    });
    rows((name, row) => {
      text += `\n${p.padEnd(name, nameWidth)}`;
      p.mapForEach(columns, (width, key) => {
        text += `  ${p.padEnd(read(row, p.String(key)), p.Number(width))}`;
      });
    });
    write("log", text, table);
  }

  const label = (value: unknown) => (value === undefined ? "default" : p.String(value));
  const elapsed = (name: string) => {
    const since = p.mapGet(clocks, name);
    return since === undefined ? `${name}: no such timer` : `${name}: ${clock.now() - since} ms`;
  };
  const console = {
    log: writer("log"),
    info: writer("info"),
    warn: writer("warn"),
    error: writer("error"),
    debug: writer("debug"),
    trace: writer("debug"),
    dir: function dir(value: unknown): void {
      write("log", inspect(value), dir);
    },
    table,
    assert: function assert(condition: unknown, ...args: unknown[]): void {
      if (condition) return;
      write("error", args.length === 0 ? "Assertion failed" : `Assertion failed: ${format(args)}`, assert);
    },
    count: function count(name?: unknown): void {
      const key = label(name);
      const times = (p.mapGet(counts, key) ?? 0) + 1;
      p.mapSet(counts, key, times);
      write("log", `${key}: ${times}`, count);
    },
    countReset: (name?: unknown): void => {
      p.mapDelete(counts, label(name));
    },
    time: (name?: unknown): void => {
      p.mapSet(clocks, label(name), clock.now());
    },
    timeLog: function timeLog(name?: unknown): void {
      write("log", elapsed(label(name)), timeLog);
    },
    timeEnd: function timeEnd(name?: unknown): void {
      write("log", elapsed(label(name)), timeEnd);
      p.mapDelete(clocks, label(name));
    },
    group: function group(...args: unknown[]): void {
      if (args.length > 0) write("log", format(args), group);
      if (indent.length < 40) indent += "  ";
    },
    groupEnd: (): void => {
      indent = p.slice(indent, 2);
    },
  };
  return { console, droppedCount: () => dropped };
}
