import { AppError, type CatalogEntry } from "@patchops/contract";
import type { Services } from "../context.ts";
import { bundledEntries } from "./bundled.ts";

/** What a connection to a catalog entry is made of. */
export interface ResolvedEntry {
  name: string;
  providerType: string;
  instanceId: string | null;
  url: string;
  /** The header that carries the instance id, where it goes in one. */
  instanceHeader: string | null;
}

/** A catalog entry by its slug, its instance id put where it goes. Throws `not_found` or `invalid_input`. */
export async function resolveEntry(
  { registry }: Pick<Services, "registry">,
  { entry: slug, instanceId }: { entry: string; instanceId?: string | undefined },
): Promise<ResolvedEntry> {
  const entry =
    bundledEntries().find((known) => known.slug === slug) ??
    (slug.includes("/") ? await registry?.find(slug) : undefined);
  if (!entry) {
    throw new AppError("not_found", `There is no ${slug} in the catalog.`, {
      next: "patchops catalog search WORD finds what there is; any server connects by its address.",
      details: { field: "entry" },
    });
  }
  return placeInstance(entry, instanceId);
}

/** The entry whose address this is, so that a pasted address is known by its provider as well. */
export function providerOf(url: string): string | null {
  const { origin, pathname } = new URL(url);
  const plain = (path: string) => path.replace(/\/+$/, "");
  const found = bundledEntries().find((entry) => {
    if (entry.instance?.placement === "path") return false;
    const known = new URL(entry.url);
    return known.origin === origin && plain(known.pathname) === plain(pathname);
  });
  return found?.slug ?? null;
}

function placeInstance(entry: CatalogEntry, instanceId: string | undefined): ResolvedEntry {
  const { instance, slug, name } = entry;
  const placed = { name, providerType: slug, instanceId: instanceId ?? null, instanceHeader: null };
  if (instanceId === undefined) {
    if (instance?.isRequired) throw wrongInstance(`${name} needs a value: ${instance.label}.`);
    return { ...placed, url: entry.url };
  }
  switch (instance?.placement) {
    case undefined:
      throw wrongInstance(`${name} has no place for an instance id.`);
    case "path": {
      // Each segment by itself: an id may have slashes where the provider's has, but climbs nowhere.
      const segments = instanceId.split("/");
      if (segments.some((segment) => segment === "" || /^\.{1,2}$/.test(segment))) {
        throw wrongInstance(`That is no ${instance.label}.`);
      }
      return { ...placed, url: entry.url.replace("{instance}", segments.map(encodeURIComponent).join("/")) };
    }
    case "query": {
      const url = new URL(entry.url);
      url.searchParams.set(instance.name, instanceId);
      return { ...placed, url: url.href };
    }
    case "header":
      if (!/^[\x21-\x7e]+$/.test(instanceId)) throw wrongInstance(`That is no ${instance.label}.`);
      return { ...placed, url: entry.url, instanceHeader: instance.name };
  }
}

function wrongInstance(message: string): AppError {
  return new AppError("invalid_input", message, { details: { field: "instanceId" } });
}
