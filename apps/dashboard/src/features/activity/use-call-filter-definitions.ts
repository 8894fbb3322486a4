import { type Call, noneFilter, outcomes, vias } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import type { FilterDefinition, FilterOption } from "../../ui/filter-bar/filter-bar.tsx";
import { resolveRange } from "../../url-state/range.ts";
import { outcomeLabels, viaLabels } from "./via-labels.ts";

function distinct(values: readonly (string | null | undefined)[]): FilterOption[] {
  const known = new Set(values.filter((value): value is string => Boolean(value) && value !== noneFilter));
  return [...known].toSorted().map((value) => ({ value, label: value }));
}

const none: FilterOption = { value: noneFilter, label: "none" };

/** Who called in the last 30 days, from totals: a list of calls shows only some of them. */
function useCallers(groupBy: "client" | "user") {
  const from = resolveRange("30d", Date.now())?.from;
  const report = useQuery(
    trpc.usage.report.queryOptions(
      { groupBy, interval: "day", ...(from && { from }) },
      { staleTime: 5 * 60_000 },
    ),
  );
  return report.data?.breakdown.filter(({ key }) => key !== "unknown");
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
  const clients = useCallers("client");
  const users = useCallers("user");
  const { scopes } = useSession();
  const keys = useQuery(
    trpc.apiKey.list.queryOptions(undefined, { enabled: scopes.includes("keys:manage") }),
  );
  const { client, user, provider, tool, connection } = now;
  return useMemo(() => {
    const people = (users ?? []).map(({ key, label }) => ({ value: key, label }));
    return [
      {
        id: "connection",
        label: "Connection",
        options: [
          ...distinct([
            ...(connections.data ?? []).map((entry) => entry.slug),
            ...calls.map((call) => call.connection),
            connection,
          ]),
          { value: noneFilter, label: "none: no tool of ours" },
        ],
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
        options: [
          ...distinct([
            ...(clients ?? []).map(({ key }) => key),
            ...calls.map((call) => call.client?.name),
            client,
          ]),
          none,
        ],
      },
      {
        id: "user",
        label: "User",
        // An address may name a person whom the totals do not know.
        options: people.some(({ value }) => value === user)
          ? people
          : [
              ...people,
              ...distinct([...(people.length === 0 ? calls.map((call) => call.user?.email) : []), user]),
            ],
      },
      {
        id: "provider",
        label: "Provider",
        options: [
          ...distinct([...(connections.data ?? []).map((entry) => entry.providerType), provider]),
          none,
        ],
      },
      {
        id: "key",
        label: "API key",
        ...(keys.data && {
          options: [...keys.data.map(({ id, name }) => ({ value: id, label: name })), none],
        }),
      },
      { id: "via", label: "Via", options: vias.map((value) => ({ value, label: viaLabels[value] })) },
      {
        id: "outcome",
        label: "Status",
        options: outcomes.map((value) => ({ value, label: outcomeLabels[value] })),
      },
      { id: "errorCode", label: "Error code" },
      { id: "failed", label: "Result", options: [{ value: "true", label: "failed" }] },
      { id: "execution", label: "Run" },
      { id: "session", label: "Session" },
    ];
  }, [
    calls,
    connections.data,
    tools.data,
    keys.data,
    clients,
    users,
    client,
    user,
    provider,
    tool,
    connection,
  ]);
}
