import { AppError } from "@patchops/contract";
import { type Context, type OfferedTool, offeredTools } from "@patchops/services";

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

function byName(a: OfferedTool, b: OfferedTool): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/**
 * A page of `tools/list`: whole definitions as the upstreams sent them, under the names of the view, in the order of names.
 * The cursor is the last name of the page before, so a list that changes meanwhile loses and doubles nothing.
 * Throws `invalid_input` for a foreign cursor and `not_found` for a connection that is gone.
 */
export async function listTools(
  context: Context,
  view: { connection: string | undefined; cursor: unknown },
): Promise<{ tools: Record<string, unknown>[]; nextCursor?: string }> {
  const after = decodeCursor(view.cursor);
  const offered = [...(await offeredTools(context, { connection: view.connection }))].sort(byName);
  const rest = after === null ? offered : offered.filter((tool) => tool.name > after);
  const page = rest.slice(0, pageSize);
  const last = rest.length > pageSize ? page.at(-1) : undefined;
  return {
    tools: page.map(({ name, definition }) => ({ ...definition, name })),
    ...(last ? { nextCursor: encodeCursor(last.name) } : {}),
  };
}
