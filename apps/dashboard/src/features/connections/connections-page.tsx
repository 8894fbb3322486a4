import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Plug, Plus } from "lucide-react";
import { useEffect } from "react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { useDensity } from "../../api/use-density.ts";
import { useShortcut } from "../../shortcuts/use-shortcut.ts";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { DataTableSkeleton } from "../../ui/data-table/data-table-skeleton.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { Tooltip } from "../../ui/tooltip.tsx";
import { stringifyFlatSearch } from "../../url-state/flat-search.ts";
import { listAddress } from "../../url-state/list-address.ts";
import { formatSort, parseSort } from "../../url-state/sort-search.ts";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { connectionColumns } from "./connection-columns.tsx";
import { useAddConnections } from "./use-add-connections.ts";

const route = getRouteApi("/shell/connections");

export function ConnectionsPage() {
  const { search, sort } = route.useSearch();
  const update = useSearchUpdate();
  const navigate = useNavigate();
  const { scopes, role } = useSession();
  const density = useDensity();
  useEffect(() => listAddress.keep("/connections", stringifyFlatSearch({ search, sort })), [search, sort]);
  // The server looks at every connection by itself; what it saw shows here within seconds.
  const query = useQuery(trpc.connection.list.queryOptions(undefined, { refetchInterval: 3_000 }));
  const mayManage = scopes.includes("connections:manage");
  const reason = mayManage ? undefined : `Your role (${role}) may not add connections.`;
  const goToNew = () => void navigate({ to: "/connections/new" });
  const add = useAddConnections(
    (added) =>
      void navigate({ to: "/connections/new", search: { report: added.map((entry) => entry.slug) } }),
  );
  useShortcut({ keys: "c", label: "Add a connection", run: goToNew, isEnabled: mayManage });

  return (
    <>
      <PageHeader
        title="Connections"
        actions={
          <Tooltip content="Add a connection" keys="c">
            <GuardedButton variant="primary" icon={<Plus />} reason={reason} onClick={goToNew}>
              Add
            </GuardedButton>
          </Tooltip>
        }
      />
      <Loadable query={query} what="the connections" skeleton={<DataTableSkeleton />}>
        {(connections) => {
          if (connections.length === 0) {
            return (
              <EmptyState
                icon={<Plug />}
                title="Nothing connected. Paste an address or use demo tools."
                action={
                  mayManage && (
                    <>
                      <Button variant="primary" icon={<Plus />} onClick={goToNew}>
                        Add a connection
                      </Button>
                      <Button
                        isBusy={add.isPending}
                        onClick={() => add.mutate([{ target: { kind: "demo" } }])}
                      >
                        Use demo tools
                      </Button>
                    </>
                  )
                }
              />
            );
          }
          const wanted = search?.toLowerCase() ?? "";
          const rows = connections.filter((row) =>
            [row.name, row.slug, row.url ?? ""].some((text) => text.toLowerCase().includes(wanted)),
          );
          return (
            <div className="flex flex-col gap-3">
              <SearchInput
                label="Search connections"
                value={search ?? ""}
                onChange={(next) => update.replace({ search: next })}
                className="sm:max-w-80"
              />
              {rows.length === 0 ? (
                <EmptyState
                  title={`No connection matches “${search}”.`}
                  action={<Button onClick={() => update.push({ search: undefined })}>Show all</Button>}
                />
              ) : (
                <DataTable
                  id="connections"
                  label="Connections"
                  rows={rows}
                  columns={connectionColumns}
                  rowId={(row) => row.id}
                  rowPath={(row) => `/connections/${row.slug}`}
                  onOpen={(row) => void navigate({ to: "/connections/$slug", params: { slug: row.slug } })}
                  density={density}
                  sort={parseSort(sort)}
                  onSortChange={(next) => update.push({ sort: formatSort(next) })}
                />
              )}
            </div>
          );
        }}
      </Loadable>
    </>
  );
}
