import type { Call } from "@patchops/contract";
import { formatDuration } from "../../format/format-duration.ts";

/** How a call's time divides: our own work, policy and approval, being answered upstream, the rest. */
export function CallTiming({ call }: { call: Call }) {
  const totalMs = call.totalMs ?? 0;
  const upstreamMs = call.upstreamMs ?? 0;
  const parts = [
    { label: "In PatchOps before sending", ms: call.queueMs, className: "bg-chart-2" },
    { label: "Policy and approval", ms: call.policyMs, className: "bg-chart-3" },
    { label: "Upstream", ms: upstreamMs, className: "bg-chart-1" },
    {
      label: "After the answer",
      ms: Math.max(0, totalMs - call.queueMs - call.policyMs - upstreamMs),
      className: "bg-chart-other",
    },
  ];
  const sum = Math.max(
    0.001,
    parts.reduce((total, part) => total + part.ms, 0),
  );
  return (
    <div className="flex flex-col gap-2">
      <div aria-hidden className="flex h-2 gap-px overflow-hidden rounded-full forced-colors:border">
        {parts.map((part) => (
          <span key={part.label} className={part.className} style={{ width: `${(part.ms / sum) * 100}%` }} />
        ))}
      </div>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
        {parts.map((part) => (
          <li key={part.label} className="flex items-center gap-1.5">
            <span aria-hidden className={`size-2 rounded-full ${part.className}`} />
            <span className="text-muted">{part.label}</span>
            <span className="numbers">
              {part.label === "Upstream" && call.upstreamMs === null ? "never sent" : formatDuration(part.ms)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
