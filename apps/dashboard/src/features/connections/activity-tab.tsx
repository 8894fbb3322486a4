import type { Connection } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Activity } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { buttonVariants } from "../../ui/button-variants.ts";
import { DataTableSkeleton } from "../../ui/data-table/data-table-skeleton.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { RecentCalls } from "../home/recent-calls.tsx";

/** The newest calls of one connection; the whole list is Activity with this filter. */
export function ActivityTab({ connection }: { connection: Connection }) {
  const query = useQuery(
    trpc.activity.list.queryOptions({ connection: connection.slug, limit: 20 }, { refetchInterval: 3_000 }),
  );
  return (
    <Loadable query={query} what="its calls" skeleton={<DataTableSkeleton />}>
      {({ calls }) =>
        calls.length === 0 ? (
          <EmptyState icon={<Activity />} title="Calls show here within a second." />
        ) : (
          <div className="flex flex-col items-start gap-3">
            <RecentCalls calls={calls} className="w-full" />
            <Link
              to="/activity"
              search={{ connection: connection.slug }}
              className={buttonVariants({ size: "small" })}
            >
              All calls of {connection.name}
            </Link>
          </div>
        )
      }
    </Loadable>
  );
}
