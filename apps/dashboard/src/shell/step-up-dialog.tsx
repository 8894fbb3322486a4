import { useMutation, useQuery } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { trpc } from "../api/client.ts";
import { passkeyProblem } from "../api/passkey-problem.ts";
import { passkeys } from "../api/passkeys.ts";
import { signInPath, useSession } from "../api/session.ts";
import { stepUp } from "../api/step-up.ts";
import { toErrorBody } from "../api/to-error-body.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { PasswordInput } from "../ui/password-input.tsx";

/** Asks who the reader is when the server wants to know once more; then what they did goes on by itself. */
export function StepUpDialog() {
  const isOpen = useSyncExternalStore(stepUp.subscribe, stepUp.isAsked);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={() => stepUp.settle(false)}
      title="Is it you?"
      description="This could lock you out of your account. It counts for 10 minutes."
      footer={<Button onClick={() => stepUp.settle(false)}>Cancel</Button>}
    >
      {isOpen && <Ways />}
    </Dialog>
  );
}

function Ways() {
  const { user } = useSession();
  const [password, setPassword] = useState("");
  const ways = useQuery(trpc.account.linkedLogins.queryOptions());
  const prove = useMutation(trpc.account.prove.mutationOptions({ onSuccess: () => stepUp.settle(true) }));
  const byPasskey = useMutation({ mutationFn: passkeys.prove, onSuccess: () => stepUp.settle(true) });
  const { mutate } = byPasskey;
  const { hasPassword = true, hasPasskey = false } = ways.data ?? {};
  // With nothing to type there is nothing to wait for.
  useEffect(() => {
    if (hasPasskey && !hasPassword) mutate();
  }, [hasPasskey, hasPassword, mutate]);
  return (
    <div className="flex flex-col gap-4">
      {hasPasskey && (
        <Button
          icon={<Fingerprint />}
          size="large"
          isBusy={byPasskey.isPending}
          onClick={() => byPasskey.mutate()}
        >
          Use a passkey
        </Button>
      )}
      {byPasskey.error && (
        <p role="alert" className="text-xs text-error">
          {passkeyProblem(byPasskey.error)}
        </p>
      )}
      {hasPassword && (
        <form
          noValidate
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (password && !prove.isPending) prove.mutate({ password });
          }}
        >
          <input type="text" hidden readOnly autoComplete="username" value={user.email} />
          <Field label="Your password" error={prove.error ? toErrorBody(prove.error).message : undefined}>
            {(control) => (
              <PasswordInput
                {...control}
                value={password}
                autoComplete="current-password"
                autoFocus
                onChange={(event) => setPassword(event.target.value)}
              />
            )}
          </Field>
          <Button type="submit" variant="primary" isBusy={prove.isPending}>
            Go on
          </Button>
        </form>
      )}
      {!hasPassword && !hasPasskey && (
        <p className="text-sm">
          This account has neither a password nor a passkey.{" "}
          <a className="text-link underline underline-offset-2" href={signInPath(window.location.pathname)}>
            Sign in again
          </a>{" "}
          by your provider, then do it within 10 minutes.
        </p>
      )}
    </div>
  );
}
