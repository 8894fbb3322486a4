import { formatFullTime } from "../../format/format-time.ts";
import { useNow } from "../../format/use-now.ts";

const hourSeconds = 3_600;

/** What is left until a moment, as minutes and seconds; of what takes longer the hours, or the days. */
export function Countdown({ until }: { until: string }) {
  const leftSeconds = Math.max(0, Math.ceil((Date.parse(until) - useNow()) / 1_000));
  const hours = Math.floor(leftSeconds / hourSeconds);
  const clock = `${Math.floor(leftSeconds / 60)}:${String(leftSeconds % 60).padStart(2, "0")}`;
  return (
    <time dateTime={until} title={formatFullTime(until)} className="numbers">
      {hours === 0 ? clock : hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`}
    </time>
  );
}
