import { type Call, outcomes, vias } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import type { FilterDefinition, FilterOption } from "../../ui/filter-bar/filter-bar.tsx";
import { outcomeLabels, viaLabels } from "./via-labels.ts";

function distinct(values: readonly (string | null | undefined)[]): FilterOption[] {
  const known = new Set(values.filter((value): value is string => Boolean(value)));
  return [...known].toSorted().map((value) => ({ value, label: value }));
}

/** The chips of activity and usage, with what this organization has as choices. */
export function useCallFilterDefinitions(
  calls: readonly Call[],
  now: {
    client?: string | undefined;
    user?: string | undefined;
    provider?: string | undefined;
    tool?: string | undefined;
    connection?: string | undefined;
  },
): FilterDefinition[] {
  const connections = useQuery(trpc.connection.list.queryOptions());
  const tools = useQuery(trpc.tool.list.queryOptions({ withBlocked: true }));
  const { scopes } = useSession();
  const keys = useQuery(
    trpc.apiKey.list.queryOptions(undefined, { enabled: scopes.includes("keys:manage") }),
  );
  const { client, user, provider, tool, connection } = now;
  return useMemo(
    () => [
      {
        id: "connection",
        label: "Connection",
        options: distinct([
          ...(connections.data ?? []).map((entry) => entry.slug),
          ...calls.map((call) => call.connection),
          connection,
        ]),
      },
      {
        id: "tool",
        label: "Tool",
        options: distinct([
          ...(tools.data ?? []).map((entry) => entry.originalName),
          ...calls.map((call) => call.tool),
          tool,
        ]),
      },
      {
        id: "client",
        label: "Client",
        options: distinct([...calls.map((call) => call.client?.name), client]),
      },
      { id: "user", label: "User", options: distinct([...calls.map((call) => call.user?.email), user]) },
      {
        id: "provider",
        label: "Provider",
        options: distinct([...(connections.data ?? []).map((entry) => entry.providerType), provider]),
      },
      {
        id: "key",
        label: "API key",
        ...(keys.data && { options: keys.data.map(({ id, name }) => ({ value: id, label: name })) }),
      },
      { id: "via", label: "Via", options: vias.map((value) => ({ value, label: viaLabels[value] })) },
      {
        id: "outcome",
        label: "Status",
        options: outcomes.map((value) => ({ value, label: outcomeLabels[value] })),
      },
      { id: "failed", label: "Result", options: [{ value: "true", label: "failed" }] },
      { id: "execution", label: "Run" },
      { id: "session", label: "Session" },
    ],
    [calls, connections.data, tools.data, keys.data, client, user, provider, tool, connection],
  );
}
