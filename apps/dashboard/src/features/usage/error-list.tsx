import type { UsageErrors } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { formatNumber } from "../../format/format-number.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { outcomeLabels } from "../activity/via-labels.ts";
import { changeText } from "./change.ts";
import { type CallSearch, rowsOfError } from "./rows-of-error.ts";

export interface ErrorListProps {
  errors: UsageErrors["errors"];
  /** What the errors were asked with; their calls are looked for under it. */
  search: CallSearch;
  isCompared?: boolean;
}

/** How and where calls failed, the most frequent first; a line opens its calls. */
export function ErrorList({ errors, search, isCompared = false }: ErrorListProps) {
  return (
    <ul className="divide-y divide-hairline">
      {errors.map((error) => (
        <li
          key={JSON.stringify([error.outcome, error.errorCode, error.connection, error.tool])}
          className="relative grid min-h-9 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-4 py-1.5 text-sm hover:bg-surface sm:grid-cols-[minmax(0,1fr)_6.5rem_auto]"
        >
          <Link
            to="/activity"
            search={rowsOfError(error, search)}
            className="min-w-0 truncate outline-none after:absolute after:inset-0 after:-outline-offset-2 focus-visible:after:outline-2 focus-visible:after:outline-focus"
          >
            {error.connection === null ? (
              "No tool of ours"
            ) : (
              <span className="code">{`${error.connection}.${error.tool}`}</span>
            )}
            <span className="text-muted max-sm:block max-sm:truncate sm:ml-2">
              <span className="sm:hidden">{outcomeLabels[error.outcome]} </span>
              {error.errorCode !== null && <span className="code text-xs">{error.errorCode}</span>}
            </span>
          </Link>
          <span className="max-sm:hidden">
            <StatusBadge status={error.outcome} variant="plain" />
          </span>
          <span className="numbers min-w-14 text-right">
            {isCompared && (
              <span className="mr-3 text-xs text-muted">
                {changeText(error.failures, error.previousFailures)}
              </span>
            )}
            {formatNumber(error.failures)}
          </span>
        </li>
      ))}
    </ul>
  );
}
