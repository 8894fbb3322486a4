import type { DataExport, DataExportKind } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { ExportRow } from "./export-row.tsx";

const isUnderWay = ({ state }: DataExport) => state === "queued" || state === "running";

/** Archives of what is stored: asked for, on their way, to be downloaded. */
export function ExportPage() {
  const client = useQueryClient();
  const { organization } = useSession();
  const notOwner = useRefusal("dataExport.organization", "export all of it");
  const exports = useQuery(
    trpc.dataExport.list.queryOptions(undefined, {
      refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? 1_000 : 30_000),
    }),
  );
  const refresh = () => void client.invalidateQueries({ queryKey: trpc.dataExport.list.queryKey() });
  const start = useMutation(trpc.dataExport.start.mutationOptions({ onSettled: refresh }));
  const underWay = (of: DataExportKind) =>
    exports.data?.some((each) => each.of === of && isUnderWay(each)) ? "One is under way." : undefined;
  return (
    <>
      <PageHeader
        title="Data export"
        description="All that is stored, as JSON and CSV in one archive. A mail tells you when it is ready; then it can be downloaded for 7 days."
      />
      <div className="flex max-w-160 flex-col gap-6">
        <Choice
          title="Your data"
          text="Your account, logins, notices and mails, and what is yours in your organizations: calls, runs, programs, keys."
        >
          <GuardedButton
            variant="primary"
            reason={underWay("account")}
            isBusy={start.isPending && start.variables.of === "account"}
            onClick={() => start.mutate({ of: "account" })}
          >
            Export my data
          </GuardedButton>
        </Choice>
        <Choice
          title={`All of ${organization.name}`}
          text="Everything of the organization: members, connections, tools, policies, calls, runs, workflows, usage, invoices, audit."
        >
          <GuardedButton
            reason={notOwner ?? underWay("organization")}
            isBusy={start.isPending && start.variables.of === "organization"}
            onClick={() => start.mutate({ of: "organization" })}
          >
            Export the organization
          </GuardedButton>
        </Choice>
        <p className="text-xs text-muted">
          Secrets are in no export.{" "}
          <a href="/docs/data" className="underline">
            What is stored
          </a>
        </p>
        {start.error && (
          <ErrorPanel title="The export was not started" cause={toErrorBody(start.error).message} />
        )}
        <Loadable
          query={exports}
          what="your exports"
          skeleton={<SkeletonRows rows={1} rowClassName="h-15" />}
        >
          {(rows) =>
            rows.length > 0 && (
              <ul aria-label="Exports" className="divide-y divide-hairline rounded-lg border border-hairline">
                {rows.map((row) => (
                  <ExportRow
                    key={row.id}
                    row={row}
                    name={row.of === "account" ? "Your data" : organization.name}
                    onChanged={refresh}
                  />
                ))}
              </ul>
            )
          }
        </Loadable>
      </div>
    </>
  );
}

function Choice({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <section className="flex flex-wrap items-center justify-between gap-3">
      <div className="min-w-0 grow basis-80">
        <h2 className="text-sm font-medium">{title}</h2>
        <p className="text-xs text-muted">{text}</p>
      </div>
      {children}
    </section>
  );
}
