import { formatDuration } from "../../format/format-duration.ts";
import { cn } from "../cn.ts";
import type { Phase, WaterfallItem } from "./waterfall-item.ts";

export interface WaterfallBarProps {
  item: WaterfallItem;
  phases: readonly Phase[];
  /** Milliseconds -> percent of the seen span. */
  share: (ms: number) => number;
  isSelected: boolean;
  onSelect: () => void;
  className: string;
}

const opacities: Record<Phase["kind"], string> = {
  queued: "opacity-40",
  upstream: "",
  transfer: "opacity-65",
};
const thick = { y: 0, height: 10 };
const thin = { y: 3, height: 4 };
const words: Record<WaterfallItem["state"], string> = {
  running: "running",
  ok: "ok",
  tool_error: "tool error",
  error: "error",
  refused: "refused",
  cancelled: "cancelled",
  timed_out: "timed out",
};

export function WaterfallBar({ item, phases, share, isSelected, onSelect, className }: WaterfallBarProps) {
  const hasFailed = item.state !== "ok" && item.state !== "running";
  const fill = hasFailed
    ? "fill-chart-failure"
    : item.kind === "part"
      ? "fill-control"
      : "fill-chart-success";
  const { earlier } = item;
  const duration = earlier ?? (item.state === "running" ? "…" : formatDuration(item.totalMs));
  return (
    <button
      type="button"
      aria-pressed={isSelected}
      onClick={onSelect}
      className={cn(
        className,
        "size-full items-center pl-3 text-left hover:bg-hover focus-visible:-outline-offset-2 aria-pressed:bg-accent-tint",
      )}
    >
      <span
        className={cn(
          "truncate pr-2 text-xs",
          item.kind === "part" ? "font-medium" : "code",
          item.kind === "within" && "pl-3",
        )}
      >
        {item.label}
      </span>
      <span className="sr-only">
        , {words[item.state]},{" "}
        {earlier === undefined ? <>starts at {formatDuration(item.startMs)}, takes </> : "in "}
      </span>
      <svg className="h-3 w-full overflow-hidden" preserveAspectRatio="none" viewBox="0 0 100 10" aria-hidden>
        {phases.map((phase) => (
          <rect
            key={phase.kind}
            x={share(phase.fromMs)}
            {...(item.kind === "part" ? thin : thick)}
            // A call of a moment is still seen.
            width={Math.max(0.4, share(phase.toMs) - share(phase.fromMs))}
            className={cn(fill, opacities[phase.kind])}
          />
        ))}
        {phases.length === 0 && earlier === undefined && (
          <rect x={share(item.startMs)} {...thick} width={0.6} className={fill} />
        )}
      </svg>
      <span
        className={cn(
          "truncate pr-3 pl-2 text-right text-xs",
          hasFailed ? "text-error" : "text-muted",
          !hasFailed && earlier === undefined && "numbers",
        )}
      >
        {hasFailed ? words[item.state] : duration}
      </span>
    </button>
  );
}
