import type { Health } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { trpc } from "../../api/client.ts";
import { formatBytes } from "../../format/format-bytes.ts";
import { formatDuration } from "../../format/format-duration.ts";
import { formatNumber } from "../../format/format-number.ts";
import { Facts } from "../../ui/facts.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { Time } from "../../ui/time.tsx";

export function HealthPage() {
  const query = useQuery(trpc.admin.health.queryOptions(undefined, { refetchInterval: 5_000 }));
  return (
    <>
      <PageHeader
        title="Health"
        description="This node, and what all nodes share, looked at every 5 seconds."
      />
      <Loadable
        query={query}
        what="the health of the instance"
        skeleton={
          <div className="grid gap-4 lg:grid-cols-2">
            <SkeletonPanel className="h-56" />
            <SkeletonPanel className="h-56" />
            <SkeletonPanel className="h-36" />
            <SkeletonPanel className="h-36" />
          </div>
        }
      >
        {(health) => (
          <div className="grid gap-4 lg:grid-cols-2">
            <Process health={health} />
            <Sandbox health={health} />
            <Database health={health} />
            <Metering health={health} />
            <Workflows health={health} />
          </div>
        )}
      </Loadable>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="rounded-lg border border-hairline p-4">
      <h2 className="pb-3 text-base font-semibold">{title}</h2>
      {children}
    </section>
  );
}

/** A protection of the sandbox: tried at the server's start and there, not possible, or not yet tried. */
function Protection({ isOn, without }: { isOn: boolean | null; without: string }) {
  if (isOn === null) {
    return (
      <span className="inline-flex items-center gap-1.5 align-bottom text-muted">
        <CircleDashed aria-hidden className="size-3.5" />
        being tried
      </span>
    );
  }
  return isOn ? (
    <span className="inline-flex items-center gap-1.5 align-bottom text-ok">
      <CircleCheck aria-hidden className="size-3.5" />
      on
    </span>
  ) : (
    <>
      <span className="inline-flex items-center gap-1.5 align-bottom text-warning">
        <TriangleAlert aria-hidden className="size-3.5" />
        not possible on this host
      </span>
      <span className="block text-xs text-muted">{without}</span>
    </>
  );
}

const number = (value: number) => <span className="numbers">{formatNumber(value)}</span>;
const bytes = (sizeBytes: number) => <span className="numbers">{formatBytes(sizeBytes)}</span>;

function Process({ health }: { health: Health }) {
  return (
    <Part title="Server">
      <Facts
        label="Server"
        facts={[
          { label: "PatchOps", value: <span className="numbers">{health.version}</span> },
          { label: "Node", value: <span className="numbers">{health.node}</span> },
          { label: "Platform", value: health.platform },
          { label: "Roles", value: health.roles.join(", ") },
          {
            label: "Up for",
            value: <span className="numbers">{formatDuration(health.uptimeSeconds * 1_000)}</span>,
          },
          { label: "Memory", value: bytes(health.memoryBytes) },
        ]}
      />
    </Part>
  );
}

function Sandbox({ health: { sandbox } }: { health: Health }) {
  return (
    <Part title="Sandbox">
      <Facts
        label="Sandbox"
        facts={[
          {
            label: "No network",
            value: (
              <Protection
                isOn={sandbox.isNetworkIsolated}
                without="A program that broke out could reach the network. Let the server make network namespaces (user namespaces, or root)."
              />
            ),
          },
          {
            label: "Memory limit",
            value: (
              <Protection
                isOn={sandbox.hasDataLimit}
                without="The server ends a process by its size instead, a moment later."
              />
            ),
          },
          {
            label: "Own user",
            value: (
              <Protection
                isOn={sandbox.hasOwnUser}
                without="Processes run as the server's own account: only root can give them another."
              />
            ),
          },
          { label: "Processes", value: number(sandbox.children) },
          { label: "Runs now", value: number(sandbox.running) },
          { label: "Runs waiting", value: number(sandbox.waiting) },
          ...(sandbox.failuresInRow > 0
            ? [{ label: "Failed starts in a row", value: number(sandbox.failuresInRow) }]
            : []),
        ]}
      />
    </Part>
  );
}

function Database({ health: { database } }: { health: Health }) {
  return (
    <Part title="Database">
      <Facts
        label="Database"
        facts={[
          { label: "Kind", value: database.kind === "embedded" ? "embedded" : "external" },
          { label: "Postgres", value: <span className="numbers">{database.version}</span> },
          { label: "Size", value: bytes(database.sizeBytes) },
        ]}
      />
    </Part>
  );
}

function Metering({ health: { metering } }: { health: Health }) {
  return (
    <Part title="Metering">
      <Facts
        label="Metering"
        facts={[
          { label: "Not stored yet", value: <>{number(metering.unflushedEvents)} calls</> },
          { label: "Journal", value: bytes(metering.journalBytes) },
          {
            label: "Last stored",
            value: metering.lastFlushAt ? <Time at={metering.lastFlushAt} /> : "nothing yet",
          },
          { label: "Totals against events", value: <LastCheck check={metering.lastCheck} /> },
        ]}
      />
    </Part>
  );
}

function Workflows({ health: { workflowRuns } }: { health: Health }) {
  return (
    <Part title="Runs of workflows">
      <Facts
        label="Runs of workflows"
        facts={workflowRuns.map(({ state, count, oldestAt }) => ({
          label: `${state[0]?.toUpperCase()}${state.slice(1)}`,
          value: (
            <>
              {number(count)}
              {oldestAt !== null && (
                <span className="text-muted">
                  , the oldest <Time at={oldestAt} />
                </span>
              )}
            </>
          ),
        }))}
      />
    </Part>
  );
}

function LastCheck({ check }: { check: Health["metering"]["lastCheck"] }) {
  if (check === null) return "not compared yet";
  const count = check.differences;
  return (
    <>
      {count === 0 ? "equal" : `${number(count)} wrong: patchops admin recompute`},{" "}
      <Time at={check.checkedAt} />
    </>
  );
}
