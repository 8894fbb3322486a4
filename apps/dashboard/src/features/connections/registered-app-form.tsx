import type { Connection } from "@patchops/contract";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Input } from "../../ui/input.tsx";
import { PasswordInput } from "../../ui/password-input.tsx";
import { toast } from "../../ui/toast.ts";
import { useKeepConnection } from "./use-keep-connection.ts";

export interface RegisteredAppFormProps {
  connection: Connection;
  redirectUrl: string;
  /** Why it may not be changed. */
  reason: string | undefined;
}

/** For a provider that takes only apps which were registered with it: what to tell it, and what it gives in return. */
export function RegisteredAppForm({ connection, redirectUrl, reason }: RegisteredAppFormProps) {
  const [clientId, setClientId] = useState("");
  const [clientSecret, setClientSecret] = useState("");
  const keep = useKeepConnection(connection.slug);
  const save = useMutation(
    trpc.connection.setClient.mutationOptions({
      onSuccess: (answer) => {
        keep(answer);
        setClientId("");
        setClientSecret("");
        toast({ title: "Registered app saved" });
      },
    }),
  );
  const failure = save.error && toErrorBody(save.error);
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason || save.isPending || !clientId.trim()) return;
        save.mutate({
          connection: connection.slug,
          clientId: clientId.trim(),
          ...(clientSecret.trim() ? { clientSecret: clientSecret.trim() } : {}),
        });
      }}
    >
      <div>
        <p className="text-sm font-medium">Redirect URL to register</p>
        <p className="flex items-center gap-1">
          <span className="code min-w-0 text-xs wrap-anywhere">{redirectUrl}</span>
          <CopyButton text={redirectUrl} label="Copy the redirect URL" className="-my-1" />
        </p>
      </div>
      <div className="flex flex-col gap-3 sm:flex-row sm:items-start">
        <Field label="Client id" className="min-w-0 grow">
          {(control) => (
            <Input
              {...control}
              value={clientId}
              autoComplete="off"
              spellCheck={false}
              className="code text-sm"
              onChange={(event) => setClientId(event.target.value)}
            />
          )}
        </Field>
        <Field label="Client secret" isOptional className="min-w-0 grow">
          {(control) => (
            <PasswordInput
              {...control}
              value={clientSecret}
              autoComplete="off"
              onChange={(event) => setClientSecret(event.target.value)}
            />
          )}
        </Field>
      </div>
      {failure && (
        <ErrorPanel
          title="Not saved"
          cause={failure.message}
          next={failure.next}
          requestId={failure.requestId}
          docs={failure.docs}
        />
      )}
      <GuardedButton
        type="submit"
        size="small"
        className="self-start"
        reason={reason}
        isBusy={save.isPending}
        disabled={!clientId.trim() && !reason}
      >
        Save the app
      </GuardedButton>
    </form>
  );
}
