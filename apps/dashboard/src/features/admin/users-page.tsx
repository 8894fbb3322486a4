import type { InstanceUser } from "@patchops/contract";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Users } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FoundListPage } from "./found-list-page.tsx";
import { ImpersonateDialog } from "./impersonate-dialog.tsx";
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
  const [suspending, setSuspending] = useState<InstanceUser>();
  const [watching, setWatching] = useState<InstanceUser>();
  const query = useInfiniteQuery(
    trpc.admin.users.infiniteQueryOptions(
      { ...(q && { search: q }), ...(show && { show }) },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: keepPreviousData },
    ),
  );
  const refresh = () => void client.invalidateQueries({ queryKey: trpc.admin.users.pathKey() });
  return (
    <>
      <FoundListPage
        title="Users"
        description="Everybody with an account on this instance."
        searchLabel="Search by address, name, id or key"
        search={q}
        shows={shows}
        show={show}
        query={query}
        itemsOf={(page) => page.users}
        what="the users"
        listLabel="Users"
        empty={
          <EmptyState icon={<Users />} title="Nobody is found." className="py-8">
            {show === "appealed"
              ? "No suspended person has written."
              : "Try another part of the address or name, an id (of an account, organization, key, call, run or request), or the beginning of a key."}
          </EmptyState>
        }
        row={(user) => (
          <UserRow
            key={user.id}
            user={user}
            onSuspend={() => setSuspending(user)}
            onImpersonate={() => setWatching(user)}
            onChanged={refresh}
          />
        )}
      />
      <SuspendDialog user={suspending} onClose={() => setSuspending(undefined)} onSuspended={refresh} />
      <ImpersonateDialog user={watching} onClose={() => setWatching(undefined)} />
    </>
  );
}
