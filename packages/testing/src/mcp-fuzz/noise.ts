import type { Random } from "./random.ts";

const texts = [
  "",
  " ",
  "\0",
  "a\0b",
  "\ud800",
  "\u202e",
  "__proto__",
  "constructor",
  "../../etc/passwd",
  "' or 1=1 --",
  "$" + "{7*7}",
  "%00",
  "\r\nx: y",
  "日本語 🧑‍🚀",
  "null",
  "-1",
  "x".repeat(70_000),
  "patchops://",
  "patchops://nowhere/x",
  "file:///etc/passwd",
  "test://template/{id}/data",
] as const;

export function anyText(random: Random): string {
  return random.pick(texts);
}

/** Any JSON value, those that programs stumble over more often than others. */
export function anyJson(random: Random, depth = 3): unknown {
  const kind = random.below(depth > 0 ? 9 : 7);
  switch (kind) {
    case 0:
      return null;
    case 1:
      return random.next() < 0.5;
    case 2:
      return random.pick([0, -0, -1, 1.5, 1e308, -1e-308, 2 ** 53, -(2 ** 63)]);
    case 7:
      return Array.from({ length: random.below(4) }, () => anyJson(random, depth - 1));
    case 8: {
      const entries = Array.from({ length: random.below(4) }, () => [
        anyText(random).slice(0, 100),
        anyJson(random, depth - 1),
      ]);
      return Object.fromEntries(entries);
    }
    default:
      return anyText(random);
  }
}

/** A value of JSON that is no object. */
export function noObject(random: Random): unknown {
  for (;;) {
    const value = anyJson(random);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  }
}
