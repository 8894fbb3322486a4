import type { LoggerOptions } from "pino";

type LogMethod = NonNullable<NonNullable<LoggerOptions["hooks"]>["logMethod"]>;

const windowMs = 60_000;
const warnLevel = 40;

/**
 * Of warnings and errors that are the same in every field, the first is written at once, the others of the next minute as
 * one line with their number; where only ids differ, each has its line, the later ones without the error's stack: a database
 * that is away for an hour must not fill the disk.
 */
export function limitRepeats(): LogMethod {
  /** How often each line came again within its minute. */
  const repeats = new Map<string, number>();
  const knownErrors = new Set<string>();

  function forgetLater(forget: () => void): void {
    setTimeout(forget, windowMs).unref();
  }

  return function write(args, method, level): void {
    const [fields, message] = args;
    if (level < warnLevel || typeof fields !== "object" || fields === null) {
      method.apply(this, args);
      return;
    }
    const line = JSON.stringify([level, message, fields], told);
    const before = repeats.get(line);
    if (before !== undefined) {
      repeats.set(line, before + 1);
      return;
    }
    repeats.set(line, 0);
    forgetLater(() => {
      const count = repeats.get(line) ?? 0;
      repeats.delete(line);
      const said = { repeats: count, seconds: windowMs / 1_000 };
      if (count > 0) method.call(this, said, `${String(message)}: again`);
    });

    const error = "error" in fields ? fields.error : undefined;
    const trouble = JSON.stringify([message, error], told);
    if (error instanceof Error && knownErrors.has(trouble)) {
      method.call(this, { ...fields, error: `${error.name}: ${error.message}` }, message);
      return;
    }
    method.apply(this, args);
    knownErrors.add(trouble);
    forgetLater(() => knownErrors.delete(trouble));
  };
}

/** An error by what it says: its stack may differ from time to time. */
function told(_key: string, value: unknown): unknown {
  if (value instanceof Error) return [value.name, value.message];
  return typeof value === "bigint" ? String(value) : value;
}
