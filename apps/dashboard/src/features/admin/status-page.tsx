import { componentNames } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { Badge } from "../../ui/badge.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Time } from "../../ui/time.tsx";
import { IncidentCard } from "./incident-card.tsx";
import { IncidentForm } from "./incident-form.tsx";

export function StatusPage() {
  const client = useQueryClient();
  const query = useQuery(trpc.admin.status.queryOptions(undefined, { refetchInterval: 60_000 }));
  const refresh = () => client.invalidateQueries({ queryKey: trpc.admin.status.queryKey() });
  const open = useMutation(trpc.admin.openIncident.mutationOptions({ onSuccess: refresh }));
  return (
    <>
      <PageHeader
        title="Status"
        description={
          <>
            Looked at each minute, and shown at{" "}
            <a href="/status" className="text-link underline underline-offset-2">
              /status
            </a>
            . Instance admins are told by mail when a part is down.
          </>
        }
      />
      <Loadable query={query} what="the status" skeleton={<SkeletonRows rows={4} rowClassName="h-12" />}>
        {({ components, incidents }) => (
          <div className="flex max-w-200 flex-col gap-8">
            <ul
              aria-label="Parts of the instance"
              className="divide-y divide-hairline rounded-lg border border-hairline"
            >
              {components.length === 0 && (
                <li className="px-4 py-2 text-sm text-muted">
                  Nothing was checked yet: that takes a minute.
                </li>
              )}
              {components.map(({ id, isUp, detail, since }) => (
                <li key={id} className="flex items-center gap-3 px-4 py-2 text-sm">
                  <span className="min-w-0 grow">
                    <span className="font-medium">{componentNames[id]}</span>
                    <span className="block text-xs text-muted">
                      {detail} since <Time at={since} />
                    </span>
                  </span>
                  <Badge tone={isUp ? "ok" : "error"}>{isUp ? "Works" : "Down"}</Badge>
                </li>
              ))}
            </ul>
            <section>
              <h2 className="mb-3 text-base font-semibold">Tell of an incident</h2>
              <IncidentForm onOpen={(incident) => open.mutateAsync(incident)} />
            </section>
            {incidents.length > 0 && (
              <section aria-label="Incidents" className="flex flex-col gap-4">
                {incidents.map((incident) => (
                  <IncidentCard key={incident.id} incident={incident} onChanged={refresh} />
                ))}
              </section>
            )}
          </div>
        )}
      </Loadable>
    </>
  );
}
