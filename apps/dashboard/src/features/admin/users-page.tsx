import type { InstanceUser } from "@patchops/contract";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Users } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { Segments } from "../../ui/segments.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { SuspendDialog } from "./suspend-dialog.tsx";
import { UserRow } from "./user-row.tsx";

const route = getRouteApi("/shell/admin/users");

const shows = [
  { id: "all", label: "All" },
  { id: "suspended", label: "Suspended" },
  { id: "appealed", label: "Objections" },
] as const;

export function UsersPage() {
  const client = useQueryClient();
  const { q, show } = route.useSearch();
  const address = useSearchUpdate();
  const [suspending, setSuspending] = useState<InstanceUser>();
  const query = useInfiniteQuery(
    trpc.admin.users.infiniteQueryOptions(
      { ...(q && { search: q }), ...(show && { show }) },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: keepPreviousData },
    ),
  );
  const refresh = () => void client.invalidateQueries({ queryKey: trpc.admin.users.pathKey() });
  return (
    <>
      <PageHeader title="Users" description="Everybody with an account on this instance." />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchInput
          label="Search by mail address or name"
          value={q ?? ""}
          onChange={(text) => address.replace({ q: text || undefined })}
          className="w-full sm:w-72"
        />
        <Segments
          label="Show"
          options={shows}
          value={show ?? "all"}
          onChange={(id) => address.push({ show: id === "all" ? undefined : id })}
        />
      </div>
      <Loadable query={query} what="the users" skeleton={<SkeletonRows rows={6} rowClassName="h-15" />}>
        {({ pages }) => {
          const users = pages.flatMap((page) => page.users);
          return users.length === 0 ? (
            <EmptyState icon={<Users />} title="Nobody is found." className="py-8">
              {show === "appealed"
                ? "No suspended person has written."
                : "Try another part of the address or name."}
            </EmptyState>
          ) : (
            <ul aria-label="Users" className="divide-y divide-hairline rounded-lg border border-hairline">
              {users.map((user) => (
                <UserRow
                  key={user.id}
                  user={user}
                  onSuspend={() => setSuspending(user)}
                  onChanged={refresh}
                />
              ))}
            </ul>
          );
        }}
      </Loadable>
      {query.hasNextPage && (
        <Button className="mt-3" isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show more
        </Button>
      )}
      <SuspendDialog user={suspending} onClose={() => setSuspending(undefined)} onSuspended={refresh} />
    </>
  );
}
