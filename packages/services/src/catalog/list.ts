import type { Catalog, CatalogEntry, ListCatalogInput } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { bundledEntries } from "./bundled.ts";

/** Servers that can be connected by a click: the bundled ones, then those of the operator's registry. */
export async function listCatalog(context: Context, { search = "" }: ListCatalogInput): Promise<Catalog> {
  requireAccess(context, "catalog.list");
  const { registry, settings, log } = context.services;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const bundled = bundledEntries().filter((entry) => isMatch(entry, words));
  const { isStdioAllowed } = settings;
  if (registry === null) return { entries: [...bundled], registry: null, isStdioAllowed };
  try {
    const addresses = new Set(bundled.map(({ url }) => url));
    const found = (await registry.search(search)).filter(({ url }) => !addresses.has(url));
    return {
      entries: [...bundled, ...found],
      registry: { host: registry.host, problem: null },
      isStdioAllowed,
    };
  } catch (error) {
    log.warn({ error }, "the MCP registry did not answer");
    const problem = `${registry.host} did not answer; what is bundled is listed.`;
    return { entries: [...bundled], registry: { host: registry.host, problem }, isStdioAllowed };
  }
}

function isMatch({ slug, name, publisher, description }: CatalogEntry, words: readonly string[]): boolean {
  const text = `${slug} ${name} ${publisher} ${description}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
