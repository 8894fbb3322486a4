import { everyRunState, type WorkflowRunCount } from "@patchops/contract";
import type { Gateway } from "@patchops/gateway";
import { type CallTimes, type Durations, type Services, tallyBoundsSeconds } from "@patchops/services";
import type { FollowedClock } from "../follow-database-clock.ts";
import type { JobQueue } from "../job-queue.ts";
import type { HistogramMetric, Metric, NumberMetric } from "./metric.ts";

export interface MeasuredNode {
  services: Services;
  gateway: Pick<Gateway, "stats">;
  queue: Pick<JobQueue, "stats">;
  /** Of all nodes. */
  workflowRuns: () => Promise<WorkflowRunCount[]>;
  clock: Pick<FollowedClock, "aheadMs">;
}

/** What a node counts itself: no question to the database but one for the jobs and one for workflows' runs, each at most every 10 s. */
export async function readNode({
  services,
  gateway,
  queue,
  workflowRuns,
  clock,
}: MeasuredNode): Promise<Metric[]> {
  const meter = services.meter.stats();
  const sandbox = services.sandbox.stats();
  const upstreams = services.upstreams.stats();
  const pools = Object.entries(services.database.stats());
  const { requests, sessions } = gateway.stats();
  const [jobs, runs] = await Promise.all([queue.stats(), workflowRuns()]);
  const lastFlushMs = meter.lastFlushAt === null ? performance.timeOrigin : Date.parse(meter.lastFlushAt);
  const flushAgeSeconds = meter.unflushedEvents === 0 ? 0 : Math.max(0, (Date.now() - lastFlushMs) / 1_000);
  const queuedSince = runs.find(({ state }) => state === "queued")?.oldestAt ?? null;
  const poolPoints = (field: "open" | "idle" | "waiting") =>
    pools.map(([pool, stats]) => ({ labels: { pool }, value: stats[field] }));
  const jobPoints = (field: "waiting" | "active" | "failed") =>
    jobs.map((job) => ({ labels: { queue: job.name }, value: job[field] }));

  return [
    durations(
      "patchops_call_duration_seconds",
      "Calls, reads and runs that ended, by kind, outcome and the way that they came.",
      // Of a session its beginning alone is metered.
      { ended: meter.ended.filter(({ kind }) => kind !== "session"), part: "whole" },
    ),
    durations("patchops_upstream_duration_seconds", "The upstream's part of calls that reached one.", {
      ended: meter.ended.filter(({ kind }) => kind !== "session" && kind !== "execution"),
      part: "upstream",
    }),
    gauge("patchops_calls_under_way", "Calls, reads and runs that have begun and not ended.", meter.underWay),
    gauge("patchops_meter_journal_bytes", "Bytes of the metering journal.", meter.journalBytes),
    gauge(
      "patchops_meter_unflushed_events",
      "Metered events not yet in the database.",
      meter.unflushedEvents,
    ),
    gauge(
      "patchops_meter_flush_age_seconds",
      "Seconds since events were last stored, while some wait for it; else 0.",
      flushAgeSeconds,
    ),
    counter(
      "patchops_meter_open_admissions_total",
      "Calls and runs let in while limits could not be checked.",
      meter.openAdmissions,
    ),
    gauge(
      "patchops_clock_ahead_seconds",
      "How far this machine's clock is ahead of the database's.",
      clock.aheadMs() / 1_000,
    ),
    gauge("patchops_sandbox_children", "Sandbox processes.", sandbox.children),
    gauge("patchops_sandbox_spares", "Sandbox processes that wait for an organization.", sandbox.spares),
    gauge("patchops_sandbox_running", "Programs running now.", sandbox.running),
    gauge("patchops_sandbox_waiting", "Programs waiting for a free place.", sandbox.waiting),
    counter("patchops_sandbox_started_total", "Sandbox processes started.", sandbox.started),
    counter("patchops_sandbox_killed_total", "Sandbox processes that had to be ended.", sandbox.killed),
    gauge(
      "patchops_sandbox_failures",
      "Sandbox processes lost in a row before they ran anything.",
      sandbox.failuresInRow,
    ),
    gauge("patchops_mcp_requests", "HTTP requests of MCP clients under way, streams included.", requests),
    gauge("patchops_mcp_sessions", "Sessions of MCP clients in memory.", sessions),
    gauge("patchops_upstream_sessions", "Sessions with upstreams.", upstreams.sessions),
    {
      name: "patchops_upstream_connections",
      help: "Connections that were dialled here, by how they fare; open: their breaker refuses calls.",
      type: "gauge",
      points: Object.entries(upstreams.byState).map(([state, value]) => ({ labels: { state }, value })),
    },
    labelled("patchops_database_connections", "Connections to the database.", poolPoints("open")),
    labelled("patchops_database_connections_idle", "Those that are free.", poolPoints("idle")),
    labelled("patchops_database_waiting", "Queries that wait for a connection.", poolPoints("waiting")),
    labelled(
      "patchops_jobs_waiting",
      "Jobs that wait, mails among them, on all nodes.",
      jobPoints("waiting"),
    ),
    labelled("patchops_jobs_active", "Jobs under way, on all nodes.", jobPoints("active")),
    labelled("patchops_jobs_failed", "Jobs that were given up and are still kept.", jobPoints("failed")),
    labelled(
      "patchops_workflow_runs",
      "Workflows' runs on all nodes; queued: their time has come and no node has taken them; dead: they failed for good.",
      everyRunState(runs).map(({ state, count }) => ({ labels: { state }, value: count })),
    ),
    gauge(
      "patchops_workflow_queue_age_seconds",
      "Seconds for which the oldest queued run of a workflow has waited; 0 while none does.",
      queuedSince === null ? 0 : Math.max(0, (Date.now() - Date.parse(queuedSince)) / 1_000),
    ),
  ];
}

function gauge(name: string, help: string, value: number): NumberMetric {
  return { name, help, type: "gauge", points: [{ value }] };
}

function counter(name: string, help: string, value: number): NumberMetric {
  return { name, help, type: "counter", points: [{ value }] };
}

function labelled(name: string, help: string, points: NumberMetric["points"]): NumberMetric {
  return { name, help, type: "gauge", points };
}

function durations(
  name: string,
  help: string,
  { ended, part }: { ended: readonly CallTimes[]; part: "whole" | "upstream" },
): HistogramMetric {
  const point = ({ kind, via, outcome }: CallTimes, { counts, sumSeconds }: Durations) => ({
    labels: { kind, via, outcome },
    counts: [...counts],
    sum: sumSeconds,
  });
  const points = ended.map((times) => point(times, times[part]));
  return { name, help, type: "histogram", bounds: tallyBoundsSeconds, points };
}
