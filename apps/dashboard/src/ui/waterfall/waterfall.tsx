import { useVirtualizer } from "@tanstack/react-virtual";
import { ZoomIn, ZoomOut } from "lucide-react";
import { useRef } from "react";
import { formatDuration } from "../../format/format-duration.ts";
import { Button } from "../button.tsx";
import { cn } from "../cn.ts";
import { IconButton } from "../icon-button.tsx";
import { useIsNarrow } from "../use-is-narrow.ts";
import { timeTicks } from "./time-ticks.ts";
import { useZoom } from "./use-zoom.ts";
import { WaterfallBar } from "./waterfall-bar.tsx";
import { itemEndMs, phasesOf, type WaterfallItem } from "./waterfall-item.ts";

export interface WaterfallProps {
  items: readonly WaterfallItem[];
  label: string;
  /** Milliseconds since the run's start; while it runs the bars grow with it. */
  nowMs: number;
  /** The axis shows at least so much. */
  spanMs?: number | undefined;
  /** What one bar is. */
  unit?: string;
  selectedId?: string | undefined;
  onSelect: (id: string) => void;
  maxHeightPx?: number;
  className?: string;
}

const rowPx = 28;
/** Labels on the left, durations on the right, time between them. */
const columns =
  "grid grid-cols-[minmax(6rem,min(14rem,34%))_1fr_5.5rem] max-sm:grid-cols-[minmax(5rem,36%)_1fr_5.25rem]";

/** One bar a call: queued, upstream, transfer. Dragging over the time axis zooms; a row opens its call. */
export function Waterfall({
  items,
  label,
  nowMs,
  spanMs = 1,
  unit = "call",
  selectedId,
  onSelect,
  maxHeightPx = 420,
  className,
}: WaterfallProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const endMs = Math.max(spanMs, 1, ...items.map((item) => itemEndMs(item, nowMs)));
  const track = useRef<SVGSVGElement>(null);
  const zoom = useZoom({ fromMs: 0, toMs: endMs * 1.02 }, track);
  const { fromMs, toMs } = zoom.seen;
  const share = (ms: number) => ((ms - fromMs) / (toMs - fromMs)) * 100;
  const ticks = timeTicks(fromMs, toMs, useIsNarrow() ? 2 : 3);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 10,
  });

  return (
    <section aria-label={label} className={cn("min-w-0 rounded-lg border border-hairline", className)}>
      <div
        className={cn(
          columns,
          "h-8 items-center border-b border-hairline bg-surface pl-3 text-xs text-muted",
        )}
      >
        <span className="truncate">
          {items.length} {items.length === 1 ? unit : `${unit}s`}
        </span>
        <div className="relative h-full" aria-hidden>
          {ticks.map((tick) => (
            <span
              key={tick}
              className="numbers absolute top-2 -translate-x-1/2 whitespace-nowrap first:translate-x-0"
              style={{ left: `${share(tick)}%` }}
            >
              {formatDuration(tick)}
            </span>
          ))}
        </div>
        <span className="flex justify-end pr-1">
          <IconButton size="small" label="Zoom in" onClick={zoom.zoomIn}>
            <ZoomIn />
          </IconButton>
          <IconButton size="small" label="Zoom out" disabled={!zoom.isZoomed} onClick={zoom.zoomOut}>
            <ZoomOut />
          </IconButton>
        </span>
      </div>
      <div
        ref={scroller}
        {...zoom.handlers}
        className="relative touch-pan-y overflow-y-auto select-none"
        style={{ maxHeight: maxHeightPx }}
      >
        {/* The time axis behind all rows: it draws the grid, and what a drag would choose. */}
        <div
          className={cn(columns, "pointer-events-none absolute inset-x-0 top-0 pl-3")}
          style={{ height: virtualizer.getTotalSize() }}
          aria-hidden
        >
          <span />
          <svg aria-hidden ref={track} className="size-full" preserveAspectRatio="none" viewBox="0 0 100 100">
            {ticks.map((tick) => (
              <line
                key={tick}
                x1={share(tick)}
                x2={share(tick)}
                y1={0}
                y2={100}
                className="stroke-hairline"
                strokeDasharray="2 2"
                vectorEffect="non-scaling-stroke"
              />
            ))}
            {zoom.drag && (
              <rect
                x={share(zoom.drag.fromMs)}
                y={0}
                width={share(zoom.drag.toMs) - share(zoom.drag.fromMs)}
                height={100}
                className="fill-accent opacity-15"
              />
            )}
          </svg>
          <span />
        </div>
        <ul className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((place) => {
            const item = items[place.index];
            if (!item) return null;
            return (
              <li
                key={item.id}
                className="absolute inset-x-0 top-0 border-b border-hairline last:border-0"
                style={{ height: rowPx, transform: `translateY(${place.start}px)` }}
              >
                <WaterfallBar
                  item={item}
                  phases={phasesOf(item, nowMs)}
                  share={share}
                  isSelected={item.id === selectedId}
                  onSelect={() => !zoom.wasDragged() && onSelect(item.id)}
                  className={columns}
                />
              </li>
            );
          })}
        </ul>
      </div>
      <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1 border-t border-hairline px-3 py-1 text-xs text-muted">
        {items.some(({ kind }) => kind === "part") && <Legend className="h-1 bg-control" words="step" />}
        <Legend className="bg-chart-success opacity-40" words="queued" />
        <Legend className="bg-chart-success" words="upstream" />
        <Legend className="bg-chart-success opacity-65" words="transfer" />
        <Legend className="bg-chart-failure" words="failed" />
        <span className="ml-auto flex items-center gap-2 max-sm:hidden">
          {zoom.isZoomed ? (
            <>
              <span className="numbers">
                {formatDuration(fromMs)} – {formatDuration(toMs)}
              </span>
              <Button size="small" variant="link" onClick={zoom.reset}>
                All
              </Button>
            </>
          ) : (
            "Drag to zoom"
          )}
        </span>
      </div>
    </section>
  );
}

function Legend({ className, words }: { className: string; words: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <span className={cn("size-2 rounded-xs forced-color-adjust-none", className)} />
      {words}
    </span>
  );
}
