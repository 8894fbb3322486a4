import { meterNouns } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";

/** What this month has reached of what people are told at, and what it comes to at this pace. Nothing while neither is known. */
export function UsageOutlook() {
  const alerts = useQuery(trpc.usage.alerts.queryOptions(undefined, { staleTime: 30_000 }));
  const forecast = useQuery(trpc.usage.forecast.queryOptions(undefined, { staleTime: 60_000 }));
  const lines = forecast.data?.meters.filter(({ used }) => used > 0) ?? [];
  const reached = alerts.data?.reached ?? [];
  if (lines.length === 0 && reached.length === 0) return null;
  return (
    <ul aria-label="Outlook" className="flex flex-col gap-1 text-xs text-pretty text-muted">
      {reached.map(({ subject, title, text, isFull }) => (
        <li key={subject}>
          <span className={isFull ? "font-medium text-error" : "font-medium text-warning"}>{title}.</span>{" "}
          {text}
        </li>
      ))}
      {lines.map(({ meter, text }) => (
        <li key={meter}>
          <span className="text-text capitalize">{meterNouns[meter]}:</span> {text}
        </li>
      ))}
    </ul>
  );
}
