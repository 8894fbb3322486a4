import type { SessionMoment } from "@patchops/contract";
import type { WaterfallItem } from "../../ui/waterfall/waterfall-item.ts";

/** How a moment ended, in the words of the waterfall. A person's no is no failure, yet nothing came of it. */
const states: Readonly<Record<string, WaterfallItem["state"]>> = {
  error: "error",
  interrupted: "error",
  tool_error: "tool_error",
  refused: "refused",
  timed_out: "timed_out",
  cancelled: "cancelled",
  cancel: "cancelled",
  decline: "refused",
  not_signed_in: "refused",
  denied: "refused",
  unanswered: "refused",
  expired: "timed_out",
};

/** `demo.get_order`, `tools/list`, `elicitation/create form`, `run`, `run nightly-report`. */
function momentLabel(moment: SessionMoment): string {
  if (moment.type === "execution") return moment.program === null ? "run" : `run ${moment.program}`;
  if (moment.type === "event")
    return moment.subject === null ? moment.kind : `${moment.kind} ${moment.subject}`;
  return [moment.connection, moment.tool].filter(Boolean).join(".") || "call";
}

/** What happened in a session as bars on its time axis. */
export function momentItems(timeline: readonly SessionMoment[], startedAt: string): WaterfallItem[] {
  const originMs = Date.parse(startedAt);
  return timeline.map((moment) => ({
    id: moment.id,
    label: momentLabel(moment),
    state: states[moment.outcome] ?? "ok",
    startMs: Math.max(0, Date.parse(moment.at) - originMs),
    totalMs: moment.totalMs ?? 0,
    ...(moment.type === "event"
      ? { upstreamMs: moment.totalMs ?? 0 }
      : { queueMs: moment.queueMs, upstreamMs: moment.upstreamMs ?? undefined }),
  }));
}
