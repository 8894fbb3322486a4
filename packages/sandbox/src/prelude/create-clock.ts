import type { Primordials } from "./primordials.ts";

/**
 * The program's clock. It tells what it answered, as pairs of a time and how often it was read, so that a later run can be
 * given the same answers: first those of the log, then real time again, or, where the log is all there is, time from its end on.
 */
export function createClock(p: Primordials) {
  const maxToldChars = 65_536;
  let isRecorded = false;
  let given: number[] = [];
  let at = 0;
  let left = 0;
  let goesOn = true;
  let aheadMs = 0;
  let time = 0;
  let reads = 0;
  let told = "";
  let onFull: () => void = () => undefined;

  /** The next time of the log; what it was when there is none left. */
  function nextGiven(): boolean {
    while (left === 0) {
      if (at >= given.length) {
        given = [];
        at = 0;
        if (!goesOn) aheadMs = time - p.now();
        return false;
      }
      time = given[at] ?? 0;
      left = given[at + 1] ?? 0;
      at += 2;
    }
    left -= 1;
    return true;
  }

  function now(): number {
    if (given.length > 0 && nextGiven()) return time;
    const current = p.now() + aheadMs;
    if (!isRecorded) return current;
    if (current !== time || reads === 0) {
      tell();
      time = current;
    }
    reads += 1;
    return current;
  }

  function tell(): void {
    if (reads === 0) return;
    told += `${told === "" ? "" : ","}${time},${reads}`;
    reads = 0;
    if (told.length > maxToldChars) onFull();
  }

  /** What was told since it was asked last, as the inside of a JSON list. */
  function take(): string {
    tell();
    const text = told;
    told = "";
    return text;
  }

  /** `givenText`: the times of a log, or "". */
  function start(records: boolean, givenText: string, continues: boolean): void {
    isRecorded = records;
    given = givenText === "" ? [] : p.parse(givenText);
    at = 0;
    left = 0;
    goesOn = continues;
    aheadMs = 0;
    reads = 0;
    told = "";
  }

  const Original = p.Date;
  const { prototype } = Original;
  /** As the language's own, but for what it takes for now. */
  function ProgramDate(...args: unknown[]): unknown {
    if (new.target === undefined) return p.dateWords(p.construct(Original, [now()]));
    return p.construct(Original, args.length === 0 ? [now()] : args, new.target);
  }
  const method = (name: string, value: unknown) =>
    p.defineProperty(ProgramDate, name, { value, writable: true, configurable: true });
  method("now", { now: () => now() }.now);
  method("parse", Original.parse);
  method("UTC", Original.UTC);
  p.defineProperty(ProgramDate, "name", { value: "Date", configurable: true });
  p.defineProperty(ProgramDate, "length", { value: 7, configurable: true });
  p.defineProperty(ProgramDate, "prototype", { value: prototype, writable: false });
  p.defineProperty(prototype, "constructor", {
    value: ProgramDate,
    writable: true,
    configurable: true,
  });

  /** A format without a date is one of now. */
  function tameFormats(): void {
    const formats = Intl.DateTimeFormat.prototype;
    const ownFormat = p.getterOf(formats, "format") as (self: unknown) => (date: unknown) => string;
    const ownParts = p.uncurry(formats.formatToParts as (this: unknown, date: unknown) => unknown);
    const bound = new p.WeakMap<object, (date: unknown) => string>();
    const get = function format(this: unknown) {
      const known = p.weakMapGet(bound, this as object);
      if (known) return known;
      const own = ownFormat(this);
      const made = (date: unknown) => own(date === undefined ? now() : date);
      p.weakMapSet(bound, this as object, made);
      return made;
    };
    p.defineProperty(formats, "format", { get, configurable: true, enumerable: false });
    const methods = {
      formatToParts(this: unknown, date?: unknown) {
        return ownParts(this, date === undefined ? now() : date);
      },
    };
    p.defineProperty(formats, "formatToParts", {
      value: methods.formatToParts,
      writable: true,
      configurable: true,
    });
  }
  tameFormats();

  return {
    now,
    take,
    start,
    whenFull(tellNow: () => void): void {
      onFull = tellNow;
    },
    globals: { Date: ProgramDate },
  };
}

export type Clock = ReturnType<typeof createClock>;
