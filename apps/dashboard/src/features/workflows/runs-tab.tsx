import {
  executionStatuses,
  isExecutionFinished,
  type Workflow,
  type WorkflowRun,
  workflowTriggers,
} from "@patchops/contract";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { ListVideo } from "lucide-react";
import { lazy, Suspense, useMemo } from "react";
import { trpc } from "../../api/client.ts";
import { useDensity } from "../../api/use-density.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { DataTableSkeleton } from "../../ui/data-table/data-table-skeleton.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FilterBar } from "../../ui/filter-bar/filter-bar.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { Segments } from "../../ui/segments.tsx";
import { statusWord } from "../../ui/status-badge.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { DeadRuns } from "./dead-runs.tsx";
import { runTableColumns } from "./run-table-columns.tsx";
import { triggerLabels } from "./trigger-words.ts";
import { useRunRefusal } from "./use-run-refusal.ts";
import type { WorkflowSearch } from "./workflows-search.ts";

const RunPanel = lazy(() => import("./run-panel.tsx").then((module) => ({ default: module.RunPanel })));

export interface RunsTabProps {
  workflow: Workflow;
  search: WorkflowSearch;
}

const filters = [
  {
    id: "status",
    label: "Status",
    options: executionStatuses.map((value) => ({ value, label: statusWord(value) })),
  },
  {
    id: "trigger",
    label: "Started by",
    options: workflowTriggers.map((value) => ({ value, label: triggerLabels[value] })),
  },
];

/** While one of them goes on, and otherwise. */
const refetchMs = { going: 1_000, still: 5_000 };

/** Its runs, the newest first; each opens beside the list, with its timeline, logs and calls. */
export function RunsTab({ workflow, search }: RunsTabProps) {
  const refusal = useRefusal("workflow.runs", "read runs");
  if (refusal !== undefined) {
    return (
      <EmptyState icon={<ListVideo />} title={refusal} className="py-16">
        They hold what programs were given and what came out.
      </EmptyState>
    );
  }
  return <Runs workflow={workflow} search={search} />;
}

function Runs({ workflow, search }: RunsTabProps) {
  const address = useSearchUpdate();
  const density = useDensity();
  const runReason = useRunRefusal(workflow);
  const { status, trigger, dead = false, run: openId } = search;
  const list = useInfiniteQuery(
    trpc.workflow.runs.infiniteQueryOptions(
      {
        name: workflow.name,
        ...(status && { status }),
        ...(trigger && { trigger }),
        ...(dead && { isDead: true }),
      },
      {
        getNextPageParam: (page) => page.nextCursor,
        placeholderData: keepPreviousData,
        refetchInterval: ({ state }) =>
          state.data?.pages[0]?.runs.some((run) => !isExecutionFinished(run.status))
            ? refetchMs.going
            : refetchMs.still,
      },
    ),
  );
  const runs: WorkflowRun[] = useMemo(
    () => (list.data?.pages ?? []).flatMap((page) => page.runs),
    [list.data],
  );
  const index = runs.findIndex(({ executionId }) => executionId === openId);
  const step = (by: 1 | -1) => {
    const next = index === -1 ? undefined : runs[index + by];
    return next && (() => address.replace({ run: next.executionId, inner: undefined }));
  };
  const isNarrowed = status !== undefined || trigger !== undefined || dead;
  return (
    <div className="flex flex-col gap-2">
      <FilterBar
        filters={filters}
        values={{ status, trigger }}
        onChange={(patch) => address.push(patch)}
        start={
          <Segments
            label="Which runs"
            options={[
              { id: "all", label: "All" },
              { id: "dead", label: `To look at (${workflow.deadRuns})` },
            ]}
            value={dead ? "dead" : "all"}
            onChange={(id) => address.push({ dead: id === "dead" || undefined })}
          />
        }
      />
      {dead && <DeadRuns workflow={workflow} />}
      <Loadable query={list} what="the runs" skeleton={<DataTableSkeleton rows={8} />}>
        {() =>
          runs.length === 0 ? (
            <EmptyState
              icon={<ListVideo />}
              title={
                dead
                  ? "No run failed for good that nobody looked at."
                  : isNarrowed
                    ? "No run fits these filters."
                    : "Each run shows here, with its timeline."
              }
              action={
                isNarrowed ? (
                  <Button
                    onClick={() => address.push({ status: undefined, trigger: undefined, dead: undefined })}
                  >
                    Show all runs
                  </Button>
                ) : (
                  <GuardedButton reason={runReason} onClick={() => address.push({ start: true })}>
                    Run it now
                  </GuardedButton>
                )
              }
            />
          ) : (
            <DataTable
              id="workflow-runs"
              label="Runs, newest first"
              rows={runs}
              columns={runTableColumns}
              rowId={({ executionId }) => executionId}
              rowPath={({ executionId }) => `/workflows/${workflow.name}?tab=runs&run=${executionId}`}
              onOpen={({ executionId }) =>
                address[openId === undefined ? "push" : "replace"]({ run: executionId, inner: undefined })
              }
              openId={openId}
              isSortedByServer
              density={density}
              isStale={list.isPlaceholderData}
              isLoadingMore={list.isFetchingNextPage}
              onLoadMore={
                list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : undefined
              }
            />
          )
        }
      </Loadable>
      {openId !== undefined && (
        <Suspense>
          <RunPanel
            key={openId}
            executionId={openId}
            workflow={workflow}
            listed={runs[index]}
            innerId={search.inner}
            onInner={(inner) => address.push({ inner })}
            onOpenRun={(run) => address.push({ run, inner: undefined })}
            onClose={() => address.push({ run: undefined, inner: undefined })}
            onPrevious={step(-1)}
            onNext={step(1)}
          />
        </Suspense>
      )}
    </div>
  );
}
