import { type Context, offeredTools } from "@patchops/services";
import { pageOf } from "./page.ts";

/**
 * A page of `tools/list`: whole definitions as the upstreams sent them, under the names of the view.
 * Throws `invalid_input` for a foreign cursor and `not_found` for a connection that is gone.
 */
export async function listTools(
  context: Context,
  view: { connection: string | undefined; cursor: unknown },
): Promise<{ tools: Record<string, unknown>[]; nextCursor?: string }> {
  const { items, ...more } = pageOf(
    await offeredTools(context, { connection: view.connection }),
    view.cursor,
  );
  return { tools: items.map(({ name, definition }) => ({ ...definition, name })), ...more };
}
