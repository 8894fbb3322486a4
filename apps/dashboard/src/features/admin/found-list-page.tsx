import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Button } from "../../ui/button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { Segments } from "../../ui/segments.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";

/** A key that is searched for is named by its beginning; the rest belongs in no address. */
const keySecret = /^(po_[0-9A-Za-z]{22}_[0-9A-Za-z]{22})_.*$/;

export interface FoundListPageProps<Page, Item, Show extends string> {
  title: string;
  description: string;
  /** What is searched, as the field says it. */
  searchLabel: string;
  /** What is searched for: `q` of the address. */
  search: string | undefined;
  shows: readonly { id: Show | "all"; label: string }[];
  /** `show` of the address. */
  show: Show | undefined;
  /** Between the search and what is shown. */
  filters?: ReactNode;
  query: UseInfiniteQueryResult<InfiniteData<Page>, unknown>;
  itemsOf: (page: Page) => readonly Item[];
  /** Completes `Could not load …`. */
  what: string;
  listLabel: string;
  /** In place of the list where nothing is found. */
  empty: ReactNode;
  row: (item: Item) => ReactNode;
}

/** A page of the many of an instance: searched, narrowed, and shown some at a time. */
export function FoundListPage<Page, Item, Show extends string>({
  title,
  description,
  searchLabel,
  search,
  shows,
  show,
  filters,
  query,
  itemsOf,
  what,
  listLabel,
  empty,
  row,
}: FoundListPageProps<Page, Item, Show>) {
  const address = useSearchUpdate();
  return (
    <>
      <PageHeader title={title} description={description} />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchInput
          label={searchLabel}
          value={search ?? ""}
          onChange={(text) => address.replace({ q: text.replace(keySecret, "$1") || undefined })}
          className="w-full sm:w-72"
        />
        {filters}
        <Segments
          label="Show"
          options={shows}
          value={show ?? "all"}
          onChange={(id) => address.push({ show: id === "all" ? undefined : id })}
        />
      </div>
      <Loadable query={query} what={what} skeleton={<SkeletonRows rows={6} rowClassName="h-15" />}>
        {({ pages }) => {
          const items = pages.flatMap(itemsOf);
          return items.length === 0 ? (
            empty
          ) : (
            <ul aria-label={listLabel} className="divide-y divide-hairline rounded-lg border border-hairline">
              {items.map(row)}
            </ul>
          );
        }}
      </Loadable>
      {query.hasNextPage && (
        <Button className="mt-3" isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}
