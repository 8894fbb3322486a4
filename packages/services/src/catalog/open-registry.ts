import type { CatalogEntry } from "@patchops/contract";
import type { GuardedFetch } from "@patchops/upstream";
import { readRegistryPage } from "./registry-answer.ts";

/** An MCP registry that the operator set, for more than what is bundled. */
export interface Registry {
  readonly host: string;
  /** At most 100 servers; the last good answer when it does not answer now. Rejects when there is none. */
  search(text: string): Promise<CatalogEntry[]>;
  /** One by its `namespace/name`. */
  find(name: string): Promise<CatalogEntry | undefined>;
}

const keptMs = 5 * 60_000;
const maxSearches = 200;

/** `fetch` is the guarded one, with bounds of size and time; each answer is kept for 5 minutes. */
export function openRegistry(url: string, documents: Pick<GuardedFetch, "fetch">): Registry {
  const known = new Map<string, { atMs: number; entries: Promise<CatalogEntry[]> }>();

  async function ask(text: string): Promise<CatalogEntry[]> {
    const address = new URL(`${url}/v0/servers`);
    address.searchParams.set("limit", "100");
    address.searchParams.set("version", "latest");
    if (text !== "") address.searchParams.set("search", text);
    const response = await documents.fetch(address, { headers: { accept: "application/json" } });
    if (!response.ok) throw new Error(`the registry answered ${response.status}`);
    return readRegistryPage(await response.json(), url);
  }

  function search(text: string): Promise<CatalogEntry[]> {
    const key = text.trim().toLowerCase();
    const before = known.get(key);
    if (before !== undefined && performance.now() - before.atMs < keptMs) return before.entries;
    const entries = ask(key).catch((error: unknown) => {
      known.delete(key);
      if (before === undefined) throw error;
      return before.entries;
    });
    known.delete(key);
    known.set(key, { atMs: performance.now(), entries });
    const oldest = known.size > maxSearches ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    return entries;
  }

  return {
    host: new URL(url).host,
    search,
    find: async (name) => (await search(name)).find(({ slug }) => slug === name),
  };
}
