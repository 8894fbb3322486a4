import type { Profile } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { trpc } from "../../api/client.ts";
import { Badge } from "../../ui/badge.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Crumb } from "../../ui/crumb.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { ProfileClients } from "./profile-clients.tsx";
import { ProfileEditor } from "./profile-editor.tsx";
import { RemoveProfile } from "./remove-profile.tsx";

const route = getRouteApi("/shell/settings/profiles/$slug");

/** One profile: what it shows, what that costs, and how clients reach it. */
export function ToolProfilePage() {
  const { slug } = route.useParams();
  const query = useQuery(trpc.profile.get.queryOptions({ profile: slug }, { refetchOnWindowFocus: false }));
  return (
    <>
      <PageHeader
        title={query.data?.name ?? slug}
        breadcrumbs={<Crumb path="/settings/profiles">Tool profiles</Crumb>}
        badge={query.data?.isDefault && <Badge tone="accent">at /mcp</Badge>}
        description={
          query.data && (
            <span className="flex min-w-0 items-center gap-1">
              <span className="code min-w-0 truncate text-xs">{query.data.url}</span>
              <CopyButton text={query.data.url} label="Copy the address" className="-my-1" />
            </span>
          )
        }
      />
      <Loadable
        query={query}
        isRefreshShown
        what="this profile"
        skeleton={<SkeletonPanel className="h-96" />}
      >
        {(profile: Profile) => (
          <div className="flex flex-col gap-8">
            <ProfileEditor key={profile.id} profile={profile} />
            <ProfileClients profile={profile} />
            <RemoveProfile profile={profile} />
          </div>
        )}
      </Loadable>
    </>
  );
}
