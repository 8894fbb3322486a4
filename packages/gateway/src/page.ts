import { AppError } from "@patchops/contract";

/** Some clients read the first page only, so pages are long. */
const pageSize = 1_000;

function decodeCursor(cursor: unknown): string | null {
  if (cursor === undefined) return null;
  const text = typeof cursor === "string" ? Buffer.from(cursor, "base64url").toString("utf8") : "";
  if (!text.startsWith("after:")) {
    throw new AppError("invalid_input", "That cursor is not one of this list.", {
      next: "List from the start.",
    });
  }
  return text.slice("after:".length);
}

function encodeCursor(name: string): string {
  return Buffer.from(`after:${name}`, "utf8").toString("base64url");
}

/**
 * A page of a list in the order of names. The cursor is the last name of the page before, so a list that changes meanwhile
 * loses and doubles nothing. Throws `invalid_input` for a foreign cursor.
 */
export function pageOf<Item extends { name: string }>(
  list: readonly Item[],
  cursor: unknown,
  size: number = pageSize,
): { items: Item[]; nextCursor?: string } {
  const after = decodeCursor(cursor);
  const sorted = [...list].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const rest = after === null ? sorted : sorted.filter(({ name }) => name > after);
  const items = rest.slice(0, size);
  const last = rest.length > size ? items.at(-1) : undefined;
  return { items, ...(last ? { nextCursor: encodeCursor(last.name) } : {}) };
}
