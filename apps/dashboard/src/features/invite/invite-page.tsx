import type { InvitationPreview } from "@patchops/contract";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { sessionQuery } from "../../api/session.ts";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";
import { AuthFrame } from "../auth/auth-frame.tsx";
import { AcceptForm } from "./accept-form.tsx";
import { takeInvitationToken } from "./invitation-token.ts";
import { JoinForm } from "./join-form.tsx";

/** Where an invitation's link leads: joining as who is signed in, or signing in or up to join. */
export function InvitePage() {
  const [token] = useState(takeInvitationToken);
  const { data: session } = useSuspenseQuery(sessionQuery);
  const query = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => api.invitation.preview.mutate({ token }),
    retry: false,
    staleTime: 60_000,
  });
  return (
    <AuthFrame title={query.data ? `Join ${query.data.organization.name}` : "Invitation"}>
      {token === "" ? (
        <p className="text-sm text-muted">Open the whole link of the invitation, as it was sent to you.</p>
      ) : (
        <Loadable query={query} isRefreshShown what="the invitation" skeleton={<SkeletonRows rows={3} />}>
          {(preview: InvitationPreview) => (
            <div className="flex flex-col gap-4">
              <p className="text-sm text-pretty wrap-anywhere">
                <strong className="font-semibold">
                  <VisibleText>{preview.invitedBy}</VisibleText>
                </strong>{" "}
                invites you to the organization{" "}
                <strong className="font-semibold">
                  <VisibleText>{preview.organization.name}</VisibleText>
                </strong>{" "}
                as {preview.role}.
              </p>
              {session ? (
                <AcceptForm token={token} preview={preview} email={session.user.email} />
              ) : (
                <JoinForm token={token} preview={preview} />
              )}
            </div>
          )}
        </Loadable>
      )}
    </AuthFrame>
  );
}
