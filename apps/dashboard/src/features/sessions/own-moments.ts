import type { SessionMoment } from "@patchops/contract";

type Metered = Exclude<SessionMoment, { type: "event" }>;

/** What a client did itself and what went well, oldest first: calls, and runs of workflows in place of the calls that those made. */
export function ownMoments(timeline: readonly SessionMoment[]): Metered[] {
  const workflowRuns = new Set(
    timeline.flatMap((moment) =>
      moment.type === "execution" && moment.via === "workflow" ? [moment.executionId] : [],
    ),
  );
  return timeline.flatMap((moment) => {
    if (moment.type === "event" || moment.outcome !== "ok") return [];
    const isOfWorkflow = moment.executionId !== null && workflowRuns.has(moment.executionId);
    const isOwn =
      moment.type === "execution"
        ? isOfWorkflow && moment.program !== null
        : !isOfWorkflow && !!moment.connection && !!moment.tool;
    return isOwn ? [moment] : [];
  });
}
