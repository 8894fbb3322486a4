import type { Profile } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Layers, Plus } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { formatCount, formatNumber } from "../../format/format-number.ts";
import { useShortcut } from "../../shortcuts/use-shortcut.ts";
import { Badge } from "../../ui/badge.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { CreateProfileDialog } from "./create-profile-dialog.tsx";

const route = getRouteApi("/shell/settings/profiles");

/** Named subsets of the tools, each with an address of its own. */
export function ProfilesPage() {
  const { create = false } = route.useSearch();
  const update = useSearchUpdate();
  const { scopes, role } = useSession();
  const reason = scopes.includes("policies:manage")
    ? undefined
    : `Your role (${role}) may not change profiles.`;
  const query = useQuery(trpc.profile.list.queryOptions());
  const open = () => update.push({ create: true });
  useShortcut({ keys: "c", label: "Create a profile", run: open, isEnabled: !reason });
  const button = (
    <GuardedButton variant="primary" icon={<Plus />} reason={reason} onClick={open}>
      Create profile
    </GuardedButton>
  );
  return (
    <>
      <PageHeader
        title="Tool profiles"
        description="A client that is pointed at a profile's address sees its tools and no other."
        actions={query.data?.length ? button : undefined}
      />
      <Loadable query={query} what="the profiles" skeleton={<SkeletonRows rows={3} rowClassName="h-15" />}>
        {(profiles) =>
          profiles.length === 0 ? (
            <EmptyState
              icon={<Layers />}
              title="No profile yet. Clients at /mcp see all tools."
              action={button}
            >
              A profile shows fewer: for one task, for one team, or to keep a model's context small.
            </EmptyState>
          ) : (
            <ul className="divide-y divide-hairline rounded-lg border border-hairline">
              {profiles.map((profile) => (
                <ProfileRow key={profile.id} profile={profile} />
              ))}
            </ul>
          )
        }
      </Loadable>
      <CreateProfileDialog isOpen={create && !reason} onClose={() => update.replace({ create: undefined })} />
    </>
  );
}

function ProfileRow({ profile }: { profile: Profile }) {
  const { slug, name, url, toolCount, contextTokens, keys } = profile;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
      <div className="min-w-0 grow basis-64">
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <TextLink
            to="/settings/profiles/$slug"
            params={{ slug }}
            className="inline-flex min-h-6 items-center font-medium"
          >
            {name}
          </TextLink>
          {profile.isDefault && <Badge tone="accent">at /mcp</Badge>}
          {profile.isToolSearch && <Badge>tool search</Badge>}
          {profile.isCodeMode && <Badge>code mode</Badge>}
        </p>
        <p className="flex min-w-0 items-center gap-1">
          <span className="code min-w-0 truncate text-xs text-muted">{url}</span>
          <CopyButton text={url} label={`Copy the address of ${name}`} className="-my-1" />
        </p>
      </div>
      <p className="numbers text-xs text-muted">
        {formatCount(toolCount, "tool")} · ≈ {formatNumber(contextTokens)} tokens
        {keys > 0 && ` · ${formatCount(keys, "key")}`}
      </p>
    </li>
  );
}
