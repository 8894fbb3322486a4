import { noneFilter, type UsageErrors } from "@patchops/contract";
import type { ActivitySearch } from "../activity/activity-search.ts";

/** The filters of activity that usage has as well. */
export type CallSearch = Omit<Partial<ActivitySearch>, "columns" | "open" | "live">;

/** The filters that leave only the calls that failed in one way at one tool. */
export function rowsOfError(error: UsageErrors["errors"][number], search: CallSearch): CallSearch {
  const { outcome, errorCode, connection, tool } = error;
  return {
    ...search,
    outcome,
    failed: undefined,
    errorCode: errorCode ?? noneFilter,
    connection: connection ?? noneFilter,
    tool: tool || undefined,
  };
}
