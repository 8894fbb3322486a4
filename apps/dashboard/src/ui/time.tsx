import { formatDayAndTime, formatFullTime, formatRelative } from "../format/format-time.ts";
import { useNow } from "../format/use-now.ts";
import { cn } from "./cn.ts";

export interface TimeProps {
  /** ISO-8601. */
  at: string;
  /** `relative` ages by itself; `fixed` is for tables that are compared or copied. */
  style?: "relative" | "fixed";
  className?: string;
}

function RelativeTime({ at }: { at: string }) {
  return formatRelative(at, useNow());
}

/** A moment in the reader's zone; the whole time stands in its title. */
export function Time({ at, style = "relative", className }: TimeProps) {
  return (
    <time dateTime={at} title={formatFullTime(at)} className={cn("whitespace-nowrap", className)}>
      {style === "relative" ? <RelativeTime at={at} /> : formatDayAndTime(at)}
    </time>
  );
}
