import { type PromptSessionView, sessionEras } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import type { FilterDefinition } from "../../ui/filter-bar/filter-bar.tsx";
import { eraLabels } from "./session-words.ts";

const choices = (values: readonly (string | undefined)[]) =>
  [...new Set(values.filter((value) => value !== undefined))]
    .toSorted()
    .map((value) => ({ value, label: value }));

/** The chips of the list, with what this organization has as choices. */
export function useSessionFilters(
  sessions: readonly PromptSessionView[],
  now: { client?: string | undefined; user?: string | undefined },
): FilterDefinition[] {
  const { scopes } = useSession();
  const keys = useQuery(
    trpc.apiKey.list.queryOptions(undefined, { enabled: scopes.includes("keys:manage") }),
  );
  const { client, user } = now;
  return useMemo(
    () => [
      {
        id: "client",
        label: "Client",
        options: choices([...sessions.map((session) => session.client?.name), client]),
      },
      {
        id: "user",
        label: "User",
        options: choices([...sessions.map((session) => session.user.email), user]),
      },
      {
        id: "key",
        label: "Key",
        options: (keys.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
      },
      {
        id: "era",
        label: "Protocol",
        options: sessionEras.map((value) => ({ value, label: eraLabels[value] })),
      },
      {
        id: "live",
        label: "Live",
        options: [
          { value: "yes", label: "yes" },
          { value: "no", label: "no" },
        ],
      },
    ],
    [sessions, keys.data, client, user],
  );
}
