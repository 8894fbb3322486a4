import { type Context, listOffers as listOffersVerb, type View } from "@patchops/services";
import { pageOf } from "./page.ts";

const fields = { prompt: "prompts", resource: "resources", template: "resourceTemplates" } as const;

/** A page of `prompts/list`, `resources/list` or `resources/templates/list`. Throws as `listTools`. */
export async function listOffers(
  context: Context,
  view: View & { cursor: unknown },
  kind: keyof typeof fields,
): Promise<Record<string, unknown>> {
  const { items, ...more } = pageOf(await listOffersVerb(context, view, kind), view.cursor);
  return { [fields[kind]]: items.map(({ definition }) => definition), ...more };
}
