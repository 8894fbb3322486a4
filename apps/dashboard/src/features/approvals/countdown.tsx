import { useNow } from "../../format/use-now.ts";

/** What is left until a moment, as minutes and seconds. */
export function Countdown({ until }: { until: string }) {
  const leftSeconds = Math.max(0, Math.ceil((Date.parse(until) - useNow()) / 1_000));
  const seconds = String(leftSeconds % 60).padStart(2, "0");
  return (
    <time dateTime={until} className="numbers">
      {Math.floor(leftSeconds / 60)}:{seconds}
    </time>
  );
}
