import type { PendingLink } from "@patchops/contract";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { enterAs } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { PasswordInput } from "../../ui/password-input.tsx";
import { providerNames } from "./provider-names.ts";
import { safeNext } from "./safe-next.ts";

/** Asks once for the password of the account with the provider's mail address. */
export function ConfirmLinkForm({ link: { provider, email } }: { link: PendingLink }) {
  const [password, setPassword] = useState("");
  const confirm = useMutation(
    trpc.account.confirmLink.mutationOptions({
      onSuccess: ({ path }) => enterAs(safeNext(path, window.location.origin)),
    }),
  );
  const failure = confirm.error && toErrorBody(confirm.error);
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (password && !confirm.isPending) confirm.mutate({ password });
      }}
    >
      <input type="text" hidden readOnly autoComplete="username" value={email} />
      <Field label={`Password of ${email}`}>
        {(control) => (
          <PasswordInput
            {...control}
            value={password}
            autoComplete="current-password"
            autoFocus
            className="h-10"
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      {failure && <ErrorPanel title="Not linked" cause={failure.message} next={failure.next} />}
      <Button type="submit" variant="primary" size="large" isBusy={confirm.isPending || confirm.isSuccess}>
        Link {providerNames[provider]} and sign in
      </Button>
    </form>
  );
}
