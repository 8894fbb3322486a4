import type { Member } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { InvitationList } from "./invitation-list.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { MemberRow } from "./member-row.tsx";
import { RemoveMemberDialog } from "./remove-member-dialog.tsx";
import { ServiceAccounts } from "./service-accounts.tsx";

const route = getRouteApi("/shell/settings/members");

/** Who belongs to the organization, in which role, and who is invited. */
export function MembersPage() {
  const { invite = false } = route.useSearch();
  const update = useSearchUpdate();
  const refusal = useRefusal("invitation.create", "invite people");
  const noAccounts = useRefusal("serviceAccount.list");
  const query = useQuery(trpc.member.list.queryOptions(undefined, { refetchInterval: 15_000 }));
  const [removing, setRemoving] = useState<Member>();
  return (
    <>
      <PageHeader
        title="Members"
        description="Who belongs to this organization, and what they may do."
        actions={
          <GuardedButton
            variant="primary"
            icon={<UserPlus />}
            reason={refusal}
            onClick={() => !refusal && update.push({ invite: true })}
          >
            Invite
          </GuardedButton>
        }
      />
      <div className="flex flex-col gap-8">
        <Loadable query={query} what="the members" skeleton={<SkeletonRows rows={3} rowClassName="h-15" />}>
          {(members) => (
            <ul aria-label="Members" className="divide-y divide-hairline rounded-lg border border-hairline">
              {members.map((member) => (
                <MemberRow key={member.userId} member={member} onRemove={() => setRemoving(member)} />
              ))}
            </ul>
          )}
        </Loadable>
        {!refusal && <InvitationList />}
        {!noAccounts && <ServiceAccounts />}
      </div>
      <InviteDialog isOpen={invite && !refusal} onClose={() => update.push({ invite: undefined })} />
      <RemoveMemberDialog
        member={removing}
        others={query.data?.filter(({ userId }) => userId !== removing?.userId) ?? []}
        onClose={() => setRemoving(undefined)}
      />
    </>
  );
}
