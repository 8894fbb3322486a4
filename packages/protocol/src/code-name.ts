/** Members that JavaScript itself asks objects for: a tool of that name would be called, or hide what it must not. */
const reserved = new Set(["then", "constructor", "prototype", "__proto__", "toJSON", "toString", "valueOf"]);

/**
 * The identifier by which code reaches a connection or tool: every other character replaced by `_`, made unique by a
 * number. `taken` holds the code names given so far among its siblings.
 */
export function codeName(name: string, taken: { has(name: string): boolean } = new Set()): string {
  const replaced = name.replace(/[^a-zA-Z0-9_$]/gu, "_").slice(0, 100);
  const identifier = /^[a-zA-Z_$]/.test(replaced) ? replaced : `_${replaced}`;
  const base = reserved.has(identifier) ? `${identifier}_` : identifier;
  let unique = base;
  for (let number = 2; taken.has(unique); number += 1) unique = `${base}_${number}`;
  return unique;
}
