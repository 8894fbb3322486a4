import type { SetupStatus } from "@patchops/contract";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useSession } from "../../api/session.ts";
import { formatCount } from "../../format/format-number.ts";
import { Button } from "../../ui/button.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { ConnectForm } from "../connections/connect-form.tsx";
import { LiveReport } from "../connections/live-report.tsx";
import { useAddConnections } from "../connections/use-add-connections.ts";
import { SetupCard } from "./setup-card.tsx";

const route = getRouteApi("/shell/");

export function ToolsCard({ setup }: { setup: SetupStatus }) {
  const { report } = route.useSearch();
  const update = useSearchUpdate();
  const { scopes, role } = useSession();
  const add = useAddConnections((added) => update.replace({ report: added.at(-1)?.slug }));
  const { ready, total, hasDemo } = setup.connections;
  return (
    <SetupCard
      number={1}
      title="Connect tools"
      isHeldOpen={report !== undefined}
      fact={
        ready > 0 ? (
          <>
            {ready} of {formatCount(total, "connection")} ready.{" "}
            <Link to="/connections" className="text-link underline underline-offset-2">
              See {total === 1 ? "it" : "them"}
            </Link>
          </>
        ) : undefined
      }
    >
      {scopes.includes("connections:manage") ? (
        <>
          <ConnectForm
            label="Paste an MCP server address"
            isBusy={add.isPending}
            error={add.error}
            onConnect={(inputs) => add.mutateAsync(inputs)}
          />
          {report && (
            <LiveReport
              key={report}
              connection={report}
              onDiscarded={() => update.replace({ report: undefined })}
            />
          )}
          {!hasDemo && (
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted">
              No server at hand?
              <Button
                size="small"
                isBusy={add.isPending && add.variables[0]?.target.kind === "demo"}
                onClick={() => add.mutate([{ target: { kind: "demo" } }])}
              >
                Use demo tools
              </Button>
            </p>
          )}
        </>
      ) : (
        <p className="text-sm text-muted">
          Your role ({role}) may not add connections. Ask an owner or admin.
        </p>
      )}
    </SetupCard>
  );
}
