import { useQuery } from "@tanstack/react-query";
import { trpc } from "../api/client.ts";
import { formatUtcDay } from "../format/format-time.ts";
import { QuotaBar } from "../ui/quota-bar.tsx";

/** Absent until it is known, and when the plan's numbers could not be read: the usage page says why. */
export function SidebarQuota() {
  const { data } = useQuery(trpc.usage.quota.queryOptions(undefined, { refetchInterval: 3_000 }));
  if (!data) return null;
  return (
    <QuotaBar
      size="small"
      noun="calls"
      used={data.calls.used}
      limit={data.calls.limit}
      stopsAt={data.calls.stopsAt}
      {...(data.calls.limit !== null && { detail: `until ${formatUtcDay(data.resetsAt)}` })}
      className="px-2"
    />
  );
}
