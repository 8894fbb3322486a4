import { type FailedJob, type JobKind, jobNames } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatDuration } from "../../format/format-duration.ts";
import { formatNumber } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Time } from "../../ui/time.tsx";
import { toast } from "../../ui/toast.ts";
import { WorkflowRunCounts } from "./workflow-run-counts.tsx";

const nameOf = (name: string) => jobNames[name] ?? name;

export function JobsPage() {
  const client = useQueryClient();
  const query = useQuery(trpc.admin.jobs.queryOptions(undefined, { refetchInterval: 5_000 }));
  const refresh = () => client.invalidateQueries({ queryKey: trpc.admin.jobs.queryKey() });
  const run = useMutation(
    trpc.admin.runJob.mutationOptions({
      onSuccess: ({ name }) => toast({ title: `“${nameOf(name)}” runs now` }),
      onSettled: refresh,
    }),
  );
  const retry = useMutation(
    trpc.admin.retryJob.mutationOptions({
      onSuccess: ({ name }) => toast({ title: `“${nameOf(name)}” is tried again` }),
      onSettled: refresh,
    }),
  );
  const error = run.error ?? retry.error;
  return (
    <>
      <PageHeader title="Jobs" description="What workers do, looked at every 5 seconds." />
      {error && (
        <p role="alert" className="mb-4 text-sm text-error">
          {toErrorBody(error).message}
        </p>
      )}
      <Loadable query={query} what="the jobs" skeleton={<SkeletonRows rows={8} rowClassName="h-14" />}>
        {({ kinds, failed, workflowRuns }) => (
          <div className="flex max-w-220 flex-col gap-8">
            <Failed
              jobs={failed}
              busyId={retry.isPending ? retry.variables.id : null}
              onRetry={(job) => retry.mutate({ name: job.name, id: job.id })}
            />
            <WorkflowRunCounts runs={workflowRuns} />
            <Kinds
              title="By the clock"
              kinds={kinds.filter(({ cron }) => cron !== null)}
              onRun={(name) => run.mutate({ name })}
              busyName={run.isPending ? run.variables.name : null}
            />
            <Kinds title="After a change" kinds={kinds.filter(({ cron }) => cron === null)} />
          </div>
        )}
      </Loadable>
    </>
  );
}

function Failed({
  jobs,
  busyId,
  onRetry,
}: {
  jobs: readonly FailedJob[];
  busyId: string | null;
  onRetry: (job: FailedJob) => void;
}) {
  return (
    <section aria-labelledby="given-up">
      <h2 id="given-up" className="mb-3 text-base font-semibold">
        Given up
      </h2>
      {jobs.length === 0 ? (
        <p className="text-sm text-muted">None: whatever failed was done at a later try.</p>
      ) : (
        <ul className="divide-y divide-hairline rounded-lg border border-hairline">
          {jobs.map((job) => (
            <li key={job.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-sm">
              <span className="min-w-0 grow basis-64">
                <span className="font-medium">{nameOf(job.name)}</span>
                <span className="block text-xs text-muted">
                  <Time at={job.failedAt ?? job.createdAt} /> ·{" "}
                  {job.tries === 1 ? "1 try" : `${job.tries} tries`} · <span className="code">{job.id}</span>
                </span>
                {job.error !== null && (
                  <span className="block text-xs text-error wrap-anywhere">{job.error}</span>
                )}
              </span>
              <Button
                size="small"
                aria-label={`Retry ${nameOf(job.name)}, ${job.id}`}
                isBusy={busyId === job.id}
                onClick={() => onRetry(job)}
              >
                Retry
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Kinds({
  title,
  kinds,
  onRun,
  busyName = null,
}: {
  title: string;
  kinds: readonly JobKind[];
  onRun?: (name: string) => void;
  busyName?: string | null;
}) {
  return (
    <section aria-label={title}>
      <h2 className="mb-3 text-base font-semibold">{title}</h2>
      <ul className="divide-y divide-hairline rounded-lg border border-hairline">
        {kinds.map((kind) => (
          <li key={kind.name} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-sm">
            <span className="min-w-0 grow basis-64">
              <span className="font-medium">{nameOf(kind.name)}</span>
              <span className="block text-xs text-muted">
                <LastRun kind={kind} />
                {kind.nextAt && (
                  <>
                    {" · next "}
                    <Time at={kind.nextAt} />
                  </>
                )}
              </span>
              {kind.last?.error && (
                <span className="block text-xs text-error wrap-anywhere">{kind.last.error}</span>
              )}
            </span>
            <Counts kind={kind} />
            {onRun && kind.canRun && (
              <Button
                size="small"
                aria-label={`Run now: ${nameOf(kind.name)}`}
                isBusy={busyName === kind.name}
                onClick={() => onRun(kind.name)}
              >
                Run now
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function LastRun({ kind: { last } }: { kind: JobKind }) {
  if (last === null) return "not run in the last days";
  const { startedAt, finishedAt, state } = last;
  if (finishedAt === null) {
    return state === "retry" ? (
      <>
        failed <Time at={startedAt} />, tried again
      </>
    ) : (
      <>
        under way since <Time at={startedAt} />
      </>
    );
  }
  return (
    <>
      {state === "failed" ? "failed" : "ran"} <Time at={finishedAt} />, took{" "}
      <span className="numbers">
        {formatDuration(Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)))}
      </span>
    </>
  );
}

function Counts({ kind: { waiting, active, failed } }: { kind: JobKind }) {
  return (
    <span className="flex flex-wrap gap-1.5">
      {active > 0 && <Badge tone="accent">{formatNumber(active)} under way</Badge>}
      {waiting > 0 && <Badge>{formatNumber(waiting)} waiting</Badge>}
      {failed > 0 && <Badge tone="error">{formatNumber(failed)} given up</Badge>}
    </span>
  );
}
