import type { LoggerOptions } from "pino";

type LogMethod = NonNullable<NonNullable<LoggerOptions["hooks"]>["logMethod"]>;

const windowMs = 60_000;
const warnLevel = 40;

interface Seen {
  repeats: number;
  /** How the line was written, to write its count by. */
  write: (repeats: number) => void;
}

/**
 * Of warnings and errors that are the same in every field, the first is written at once, the others of the next minute as
 * one line with their number: a database that is away for an hour must not fill the disk with its stacks.
 */
export function limitRepeats(): LogMethod {
  const seen = new Map<string, Seen>();

  function countDown(key: string): void {
    const line = seen.get(key);
    if (line === undefined) return;
    seen.delete(key);
    if (line.repeats > 0) line.write(line.repeats);
  }

  return function write(args, method, level): void {
    const [fields, message] = args;
    if (level < warnLevel || typeof fields !== "object" || fields === null) {
      method.apply(this, args);
      return;
    }
    const key = JSON.stringify([level, message, fields], told);
    const known = seen.get(key);
    if (known !== undefined) {
      known.repeats += 1;
      return;
    }
    method.apply(this, args);
    seen.set(key, {
      repeats: 0,
      write: (repeats) =>
        method.call(this, { repeats, seconds: windowMs / 1_000 }, `${String(message)}: again`),
    });
    setTimeout(() => countDown(key), windowMs).unref();
  };
}

/** An error by what it says: its stack may differ from time to time. */
function told(_key: string, value: unknown): unknown {
  if (value instanceof Error) return [value.name, value.message];
  return typeof value === "bigint" ? String(value) : value;
}
