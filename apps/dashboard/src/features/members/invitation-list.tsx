import type { CreatedInvitation, Invitation } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Time } from "../../ui/time.tsx";
import { toast } from "../../ui/toast.ts";
import { InvitationLink } from "./invitation-link.tsx";

/** Those who are invited and have not come yet. */
export function InvitationList() {
  const query = useQuery(trpc.invitation.list.queryOptions(undefined, { refetchInterval: 15_000 }));
  const [shown, setShown] = useState<CreatedInvitation>();
  return (
    <section aria-labelledby="invitations-title">
      <h2 id="invitations-title" className="pb-2 text-md font-semibold">
        Invitations
      </h2>
      <Loadable query={query} what="the invitations" skeleton={<SkeletonRows rows={1} rowClassName="h-15" />}>
        {(invitations) => {
          const waiting = invitations.filter(({ status }) => status === "pending" || status === "expired");
          if (waiting.length === 0) return <p className="text-sm text-muted">Nobody is invited now.</p>;
          return (
            <ul
              aria-label="Invitations"
              className="divide-y divide-hairline rounded-lg border border-hairline"
            >
              {waiting.map((invitation) => (
                <InvitationRow key={invitation.id} invitation={invitation} onLink={setShown} />
              ))}
            </ul>
          );
        }}
      </Loadable>
      <Dialog
        isOpen={shown !== undefined}
        onClose={() => setShown(undefined)}
        title="Copy the link now"
        description="It is shown this once. The one before is of no use any more."
      >
        {shown && <InvitationLink invitation={shown} />}
      </Dialog>
    </section>
  );
}

function InvitationRow({
  invitation,
  onLink,
}: {
  invitation: Invitation;
  onLink: (created: CreatedInvitation) => void;
}) {
  const cache = useQueryClient();
  const settle = { onSettled: () => cache.invalidateQueries({ queryKey: trpc.invitation.list.queryKey() }) };
  const resend = useMutation(
    trpc.invitation.resend.mutationOptions({
      ...settle,
      onSuccess: (created) => {
        if (created.link !== null) onLink(created);
        else toast({ title: "Sent again", detail: "The link in the mail before is of no use any more." });
      },
    }),
  );
  const revoke = useMutation(
    trpc.invitation.revoke.mutationOptions({
      ...settle,
      onSuccess: () => toast({ title: "Invitation revoked" }),
    }),
  );
  const { id, email, role, status, expiresAt, mailedAt } = invitation;
  const failure = resend.error ?? revoke.error;
  const name = email ?? "Whoever holds the link";
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 grow basis-56">
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium wrap-anywhere">
          {name} {status === "expired" && <Badge tone="warning">expired</Badge>}
        </p>
        <p className="text-xs text-muted">
          as {role} · {mailedAt === null ? "link made" : "mailed"} <Time at={invitation.createdAt} /> ·{" "}
          {status === "expired" ? "expired" : "expires"} <Time at={expiresAt} />
        </p>
        {failure && (
          <p role="alert" className="text-xs text-error">
            {toErrorBody(failure).message}
          </p>
        )}
      </div>
      <div className="flex gap-2">
        {" "}
        <Button
          size="small"
          isBusy={resend.isPending}
          aria-label={`${mailedAt === null ? "New link" : "Send again"}: ${name}`}
          onClick={() => resend.mutate({ id })}
        >
          {mailedAt === null ? "New link" : "Send again"}
        </Button>
        <Button
          size="small"
          isBusy={revoke.isPending}
          aria-label={`Revoke the invitation: ${name}`}
          onClick={() => revoke.mutate({ id })}
        >
          Revoke
        </Button>
      </div>
    </li>
  );
}
