import { type ExecutionSummary, executionStatuses, executionVias } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { trpc } from "../../api/client.ts";
import type { FilterDefinition } from "../../ui/filter-bar/filter-bar.tsx";
import { statusWord } from "../../ui/status-badge.tsx";
import { viaLabels } from "../activity/via-labels.ts";
import type { RunsSearch } from "./runs-search.ts";

const choices = (values: readonly (string | undefined)[]) =>
  [...new Set(values.filter((value) => value !== undefined))]
    .toSorted()
    .map((value) => ({ value, label: value }));

/** The chips of the list, with what this organization has as choices. */
export function useRunFilterDefinitions(
  runs: readonly ExecutionSummary[],
  { user, client, snippet }: RunsSearch,
): FilterDefinition[] {
  const snippets = useQuery(trpc.snippet.list.queryOptions());
  return useMemo(
    () => [
      {
        id: "status",
        label: "Status",
        options: executionStatuses.map((value) => ({ value, label: statusWord(value) })),
      },
      { id: "failed", label: "Result", options: [{ value: "true", label: "failed" }] },
      {
        id: "via",
        label: "Via",
        options: executionVias.map((value) => ({ value, label: viaLabels[value] })),
      },
      { id: "user", label: "User", options: choices([...runs.map((run) => run.user.email), user]) },
      { id: "client", label: "Client", options: choices([...runs.map((run) => run.client?.name), client]) },
      {
        id: "snippet",
        label: "Snippet",
        options: choices([...(snippets.data ?? []).map(({ name }) => name), snippet]),
      },
      { id: "session", label: "Session" },
    ],
    [runs, snippets.data, user, client, snippet],
  );
}
