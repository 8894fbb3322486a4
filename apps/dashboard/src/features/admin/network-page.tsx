import type { AllowedUpstream } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Network } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Time } from "../../ui/time.tsx";
import { toast } from "../../ui/toast.ts";
import { AllowForm } from "./allow-form.tsx";
import { ConcernedConnections } from "./concerned-connections.tsx";

const placeOf = ({ host, port }: { host: string; port: number }) =>
  `${host.includes(":") ? `[${host}]` : host}:${port === 0 ? "*" : port}`;

export function NetworkPage() {
  const client = useQueryClient();
  const query = useQuery(trpc.admin.listAllowedUpstreams.queryOptions());
  const [removing, setRemoving] = useState<AllowedUpstream>();
  const refresh = () =>
    void client.invalidateQueries({ queryKey: trpc.admin.listAllowedUpstreams.queryKey() });
  const remove = useMutation(
    trpc.admin.removeAllowedUpstream.mutationOptions({
      onSuccess: (entry) => {
        toast({ title: `${placeOf(entry)} is refused again` });
        setRemoving(undefined);
        refresh();
      },
    }),
  );
  return (
    <>
      <PageHeader
        title="Network"
        description="Connections reach public addresses only. Private hosts that they may reach as well stand here."
      />
      <div className="flex max-w-200 flex-col gap-6">
        <AllowForm onAllowed={refresh} />
        <div>
          <Loadable
            query={query}
            what="the allow-list"
            skeleton={<SkeletonRows rows={2} rowClassName="h-15" />}
          >
            {(entries) =>
              entries.length === 0 ? (
                <EmptyState icon={<Network />} title="No private host is allowed." className="py-8">
                  A connect report that is refused offers to add one, too.
                </EmptyState>
              ) : (
                <ul
                  aria-label="Allowed hosts"
                  className="divide-y divide-hairline rounded-lg border border-hairline"
                >
                  {entries.map((entry) => (
                    <li
                      key={`${entry.source} ${placeOf(entry)}`}
                      className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5"
                    >
                      <div className="min-w-0 grow">
                        <p className="flex flex-wrap items-center gap-2 text-sm">
                          <span className="code font-medium wrap-anywhere">{placeOf(entry)}</span>
                          {entry.source === "setting" && <Badge>setting</Badge>}
                        </p>
                        <p className="text-xs text-muted">
                          {entry.source === "setting"
                            ? "From PATCHOPS_UPSTREAM_ALLOW; changed by a restart."
                            : (entry.reason ?? "No reason given.")}
                          {entry.createdAt && (
                            <>
                              {" · "}
                              <Time at={entry.createdAt} />
                            </>
                          )}
                        </p>
                      </div>
                      {entry.source === "admin" && (
                        <Button
                          size="small"
                          aria-label={`Remove ${placeOf(entry)}`}
                          onClick={() => setRemoving(entry)}
                        >
                          Remove
                        </Button>
                      )}
                    </li>
                  ))}
                </ul>
              )
            }
          </Loadable>
        </div>
      </div>
      <ConfirmDialog
        isOpen={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        title={`Refuse ${removing ? placeOf(removing) : "it"} again?`}
        action="Remove from the list"
        onConfirm={() => removing && remove.mutate({ host: removing.host, port: removing.port })}
        isBusy={remove.isPending}
        error={remove.error ? toErrorBody(remove.error).message : undefined}
      >
        Connections to it turn Blocked at their next check, and calls through them are refused.{" "}
        {removing && (
          <ConcernedConnections preview={{ host: removing.host, port: removing.port, change: "remove" }} />
        )}
      </ConfirmDialog>
    </>
  );
}
