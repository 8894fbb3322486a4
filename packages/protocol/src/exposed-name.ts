import { createHash } from "node:crypto";

/** Clients put their own prefix before a name and allow 64 characters for both, so ours stay well below. */
const maxLength = 40;

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/**
 * The name under which clients see a tool: `<slug>_<tool>` in [a-zA-Z0-9_-], at most 40 characters, beginning with a letter
 * or `_`. Where characters had to be replaced or cut, or the name is taken, a hash of both originals ends it, so that
 * look-alikes stay apart and the same tool gets the same name on every node. Names are stored, never split again.
 */
export function exposedName(tool: {
  connectionSlug: string;
  originalName: string;
  taken?: { has(name: string): boolean };
}): string {
  const wished = `${tool.connectionSlug}_${tool.originalName}`;
  const allowed = wished.replace(/[^a-zA-Z0-9_-]/gu, "_");
  const plain = /^[a-zA-Z_]/.test(allowed) ? allowed : `_${allowed}`;
  const isTaken = (name: string) => tool.taken?.has(name) ?? false;
  if (plain === wished && plain.length <= maxLength && !isTaken(plain)) return plain;
  for (let attempt = 0; ; attempt += 1) {
    const hash = digest(JSON.stringify([tool.connectionSlug, tool.originalName, attempt]));
    const name = `${plain.slice(0, maxLength - hash.length - 1)}_${hash}`;
    if (!isTaken(name)) return name;
  }
}
