import { formatDuration } from "../../format/format-duration.ts";

/** From 1 ms to 60 s on a scale of powers: 10 ms and 10 s are both read at a glance, on every page alike. */
const longestMs = 60_000;

export function DurationBar({ durationMs }: { durationMs: number | null }) {
  const share =
    durationMs === null ? 0 : Math.min(1, Math.log10(Math.max(1, durationMs)) / Math.log10(longestMs));
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden className="h-1.5 w-14 shrink-0 rounded-full bg-hairline max-sm:hidden">
        <span
          className="block h-full min-w-0.5 rounded-full bg-accent forced-colors:bg-[CanvasText]"
          style={{ width: `${share * 100}%` }}
        />
      </span>
      <span className="numbers">{formatDuration(durationMs)}</span>
    </span>
  );
}
