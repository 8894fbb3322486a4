import type { InvitationPreview } from "@patchops/contract";
import { useMutation } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { enterAs } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { forgetInvitationToken } from "./invitation-token.ts";

export interface AcceptFormProps {
  token: string;
  preview: InvitationPreview;
  /** Of who is signed in. */
  email: string;
}

/** Joins as who is signed in; where the invitation is for somebody else, only signs them out. */
export function AcceptForm({ token, preview, email }: AcceptFormProps) {
  const isForOther = preview.email !== null && preview.email !== email;
  const accept = useMutation(
    trpc.invitation.accept.mutationOptions({
      onSuccess: () => {
        forgetInvitationToken();
        enterAs("/");
      },
    }),
  );
  const logOut = useMutation(trpc.account.logOut.mutationOptions({ onSuccess: () => enterAs("/invite") }));
  const failure = (accept.error ?? logOut.error) && toErrorBody(accept.error ?? logOut.error);
  return (
    <>
      <p className="text-sm text-pretty wrap-anywhere text-muted">
        {isForOther
          ? `It is for ${preview.email}, and you are signed in as ${email}.`
          : `You are signed in as ${email}.`}
      </p>
      {failure && <ErrorPanel title="Not joined" cause={failure.message} next={failure.next} />}
      {!isForOther && (
        <Button
          variant="primary"
          size="large"
          isBusy={accept.isPending || accept.isSuccess}
          onClick={() => accept.mutate({ token })}
        >
          Join
        </Button>
      )}
      <Button size="large" isBusy={logOut.isPending || logOut.isSuccess} onClick={() => logOut.mutate()}>
        Use another account
      </Button>
    </>
  );
}
