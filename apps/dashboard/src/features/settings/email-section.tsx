import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { trpc } from "../../api/client.ts";
import { sessionQuery, useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { toast } from "../../ui/toast.ts";
import { ChangeEmailDialog } from "./change-email-dialog.tsx";

/** One's mail address: whether it is confirmed, whether mails come through, and how to change it. */
export function EmailSection() {
  const titleId = useId();
  const client = useQueryClient();
  const { user } = useSession();
  const [isChanging, setChanging] = useState(false);
  const refresh = () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
  const resend = useMutation(
    trpc.account.resendVerification.mutationOptions({
      onSuccess: ({ email }) => toast({ title: `A link is on its way to ${email}` }),
    }),
  );
  const failure = resend.error && toErrorBody(resend.error);
  return (
    <section aria-labelledby={titleId} className="flex flex-col gap-3">
      <h2 id={titleId} className="text-md font-semibold">
        Mail address
      </h2>
      <div className="flex flex-wrap items-center gap-2 rounded-lg border border-hairline px-4 py-3">
        <div className="min-w-0 grow">
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <span className="font-medium wrap-anywhere">{user.email}</span>
            <Badge>{user.emailVerifiedAt ? "confirmed" : "not confirmed"}</Badge>
          </p>
          {user.pendingEmail && (
            <p className="text-xs text-muted">
              {user.pendingEmail} takes its place once the link mailed to it is opened.
            </p>
          )}
        </div>
        {!user.emailVerifiedAt && (
          <Button size="small" isBusy={resend.isPending} onClick={() => resend.mutate()}>
            Send the link again
          </Button>
        )}
        <Button size="small" onClick={() => setChanging(true)}>
          Change address
        </Button>
      </div>
      {user.mailProblem && (
        <ErrorPanel
          title="Mails to this address come back"
          cause={`${user.mailProblem}. Nothing more is sent to it.`}
          next="Change the address, or ask the person who runs this instance to try it again."
        />
      )}
      {failure && <ErrorPanel title="No link was sent" cause={failure.message} next={failure.next} />}
      <ChangeEmailDialog isOpen={isChanging} onClose={() => setChanging(false)} onChanged={refresh} />
    </section>
  );
}
