import type { CallFilters } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { formatNumber } from "../../format/format-number.ts";
import { Button } from "../../ui/button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { ErrorList } from "./error-list.tsx";
import { MethodTable } from "./method-table.tsx";
import type { CallSearch } from "./rows-of-error.ts";

/** So many errors stand there at first. */
const shownErrors = 6;

export interface UsageDetailsProps {
  filters: CallFilters;
  /** The same as the address says it. */
  search: CallSearch;
  isCompared: boolean;
  areAllErrorsShown: boolean;
  onShowAllErrors: () => void;
}

/** What failed, and all that is metered by its method. */
export function UsageDetails(props: UsageDetailsProps) {
  const { filters, search, isCompared, areAllErrorsShown, onShowAllErrors } = props;
  const errors = useQuery({
    ...trpc.usage.errors.queryOptions(filters),
    placeholderData: (before) => before,
  });
  const methods = useQuery({
    ...trpc.usage.methods.queryOptions(filters),
    placeholderData: (before) => before,
  });
  const panel = "min-w-0 min-h-70 rounded-lg border border-hairline pt-3";
  const title = "px-4 pb-2 text-sm font-medium";
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <section aria-labelledby="top-errors" className={panel}>
        <h2 id="top-errors" className={title}>
          Top errors
        </h2>
        <Loadable
          query={errors}
          what="the errors"
          skeleton={<SkeletonRows rows={shownErrors} isBare className="px-3" />}
        >
          {({ errors: all }) => (
            <>
              {all.length === 0 && (
                <p className="px-4 py-6 text-sm text-muted">No call failed in this range.</p>
              )}
              <ErrorList
                errors={areAllErrorsShown ? all : all.slice(0, shownErrors)}
                search={search}
                isCompared={isCompared}
              />
              {!areAllErrorsShown && all.length > shownErrors && (
                <div className="border-t border-hairline px-2 py-1">
                  <Button size="small" variant="quiet" onClick={onShowAllErrors}>
                    Show all {formatNumber(all.length)}
                  </Button>
                </div>
              )}
            </>
          )}
        </Loadable>
      </section>
      <section aria-labelledby="by-method" className={panel}>
        <h2 id="by-method" className={title}>
          All that is metered
        </h2>
        <Loadable
          query={methods}
          what="the methods"
          skeleton={<SkeletonRows rows={6} isBare className="px-3" />}
        >
          {({ methods: all }) => <MethodTable methods={all} search={search} isCompared={isCompared} />}
        </Loadable>
      </section>
    </div>
  );
}
