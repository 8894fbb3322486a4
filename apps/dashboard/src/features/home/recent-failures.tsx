import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { ErrorList } from "../usage/error-list.tsx";

const shown = 5;

/** What failed most since `from`, 24 hours ago; a line opens its calls. */
export function RecentFailures({ from }: { from: string }) {
  const errors = useQuery(
    trpc.usage.errors.queryOptions(
      { from },
      { refetchInterval: 30_000, placeholderData: (before) => before },
    ),
  );
  return (
    // As high as all its lines: what is below does not move when they come.
    <section aria-labelledby="failures" className="min-h-56 min-w-0 rounded-lg border border-hairline pt-3">
      <div className="flex items-baseline justify-between gap-4 px-4 pb-2">
        <h2 id="failures" className="text-sm font-medium">
          What failed, last 24 h
        </h2>
        <TextLink
          to="/activity"
          search={{ range: "24h", failed: true }}
          className="inline-flex min-h-6 items-center text-xs"
        >
          All of them
        </TextLink>
      </div>
      <Loadable
        query={errors}
        what="what failed"
        skeleton={<SkeletonRows rows={shown} isBare className="px-3" />}
      >
        {({ errors: all }) =>
          all.length === 0 ? (
            <p className="flex items-center gap-2 px-4 py-2 text-sm text-muted">
              <CircleCheck aria-hidden className="size-4 text-ok" />
              No call failed.
            </p>
          ) : (
            <ErrorList errors={all.slice(0, shown)} search={{ range: "24h" }} />
          )
        }
      </Loadable>
    </section>
  );
}
