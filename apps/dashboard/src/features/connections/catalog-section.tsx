import type { AddConnectionInput } from "@patchops/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { trpc } from "../../api/client.ts";
import { SearchInput } from "../../ui/search-input.tsx";
import { CatalogTile } from "./catalog-tile.tsx";

const shownAtFirst = 12;

export interface CatalogSectionProps {
  isBusy: boolean;
  /** Addresses that are connected. */
  connected: ReadonlySet<string>;
  onConnect: (input: AddConnectionInput) => void;
}

/** Well-known servers, to connect by a click. */
export function CatalogSection({ isBusy, connected, onConnect }: CatalogSectionProps) {
  const [search, setSearch] = useState("");
  const [isWhole, setIsWhole] = useState(false);
  const asked = useDeferredValue(search.trim());
  const catalog = useQuery(
    trpc.catalog.list.queryOptions(asked ? { search: asked } : {}, {
      placeholderData: keepPreviousData,
      staleTime: 60_000,
    }),
  );
  const entries = catalog.data?.entries ?? [];
  const shown = isWhole || asked ? entries : entries.slice(0, shownAtFirst);
  return (
    <section aria-labelledby="catalog" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <h2 id="catalog" className="grow text-sm font-medium">
          Catalog
        </h2>
        <SearchInput
          label="Search the catalog"
          value={search}
          onChange={setSearch}
          className="w-full sm:w-64"
        />
      </div>
      {catalog.data?.registry?.problem && (
        <p className="text-sm text-muted">{catalog.data.registry.problem}</p>
      )}
      {catalog.isSuccess && entries.length === 0 && (
        <p className="text-sm text-muted">
          Nothing like that is in the catalog. Any server connects by its address, above.
        </p>
      )}
      <ul className="grid gap-3 sm:grid-cols-2" aria-busy={catalog.isFetching}>
        {shown.map((entry) => (
          <CatalogTile
            key={entry.slug}
            entry={entry}
            isBusy={isBusy}
            isConnected={connected.has(entry.url)}
            onConnect={onConnect}
          />
        ))}
      </ul>
      {shown.length < entries.length && (
        <button
          type="button"
          className="min-h-6 self-start text-sm text-link underline underline-offset-2"
          onClick={() => setIsWhole(true)}
        >
          Show all {entries.length}
        </button>
      )}
    </section>
  );
}
