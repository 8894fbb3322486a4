import type { ToolAccess } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Unplug } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Crumb } from "../../ui/crumb.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Field } from "../../ui/field.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Select } from "../../ui/select.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { AccessChain } from "./access-chain.tsx";

const route = getRouteApi("/shell/tools/why");
const mine = "mine";

/** Why a client is not offered a tool: pick both, and the first break of the chain stands out. */
export function WhyPage() {
  const { tool, key, app, profile } = route.useSearch();
  const update = useSearchUpdate();
  const tools = useQuery(trpc.tool.list.queryOptions({ withBlocked: true }));
  const clients = useClients();
  const chosen = key ? `key ${key}` : app ? `app ${app}` : profile ? `profile ${profile}` : mine;
  const query = useQuery(
    trpc.tool.explain.queryOptions(
      {
        name: tool ?? "",
        ...(key !== undefined && { apiKey: key }),
        ...(app !== undefined && { app }),
        ...(profile !== undefined && { profile }),
      },
      { enabled: tool !== undefined, refetchInterval: 5_000 },
    ),
  );
  return (
    <div className="flex max-w-200 flex-col gap-4">
      <PageHeader
        title="Why missing?"
        breadcrumbs={<Crumb path="/tools">Tools</Crumb>}
        description="Pick a client and a tool: the first thing that keeps them apart stands out."
        actions={<CopyButton size="medium" label="Copy link" text={() => window.location.href} />}
        className="pb-0"
      />
      <div className="flex flex-wrap gap-3">
        <Field label="Client" className="min-w-48 grow basis-0">
          {(control) => (
            <Select
              {...control}
              options={clients}
              value={chosen}
              onChange={(next) => {
                const at = next.indexOf(" ");
                const none = { key: undefined, app: undefined, profile: undefined };
                update.push(at === -1 ? none : { ...none, [next.slice(0, at)]: next.slice(at + 1) });
              }}
            />
          )}
        </Field>
        <Field label="Tool" className="min-w-48 grow basis-0">
          {(control) => (
            <Select
              {...control}
              options={(tools.data ?? []).map(({ name }) => ({ value: name, label: name }))}
              value={tool ?? null}
              placeholder="Choose a tool…"
              onChange={(next) => update.push({ tool: next })}
            />
          )}
        </Field>
      </div>
      {tool === undefined ? (
        <EmptyState icon={<Unplug />} title="Choose the tool that is missing." />
      ) : (
        <Loadable query={query} what="the answer" skeleton={<SkeletonRows rows={5} rowClassName="h-14" />}>
          {(access: ToolAccess) => <AccessChain access={access} />}
        </Loadable>
      )}
    </div>
  );
}

function useClients() {
  const mayList = useSession().scopes.includes("keys:manage");
  const profiles = useQuery(trpc.profile.list.queryOptions());
  const keys = useQuery(trpc.apiKey.list.queryOptions(undefined, { enabled: mayList }));
  const apps = useQuery(trpc.connectedApp.list.queryOptions(undefined, { enabled: mayList }));
  return [
    { value: mine, label: "Any client at /mcp" },
    ...(profiles.data ?? []).map(({ slug, name }) => ({
      value: `profile ${slug}`,
      label: `Profile: ${name}`,
    })),
    ...(keys.data ?? []).map(({ id, name }) => ({ value: `key ${id}`, label: `Key: ${name}` })),
    ...(apps.data ?? []).map(({ id, client }) => ({ value: `app ${id}`, label: `App: ${client.name}` })),
  ];
}
