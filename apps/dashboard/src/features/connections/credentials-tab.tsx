import type { Connection } from "@patchops/contract";
import { useMutation } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Time } from "../../ui/time.tsx";
import { toast } from "../../ui/toast.ts";
import { CredentialFields, draftedCredential, emptyCredential } from "./credential-fields.tsx";
import { LoginCard } from "./login-card.tsx";
import { useKeepConnection } from "./use-keep-connection.ts";

const kindWords = { bearer: "Bearer token", headers: "Headers", environment: "Environment variables" };

export interface CredentialsTabProps {
  connection: Connection;
  /** Why it may not be changed. */
  reason: string | undefined;
}

export function CredentialsTab({ connection, reason }: CredentialsTabProps) {
  const { credential, slug } = connection;
  const keep = useKeepConnection(slug);
  const [isReplacing, setIsReplacing] = useState(false);
  const [isRemoving, setIsRemoving] = useState(false);
  const [draft, setDraft] = useState(emptyCredential);
  const update = useMutation(
    trpc.connection.update.mutationOptions({
      onSuccess: (result, { credential: sent }) => {
        keep(result);
        setIsReplacing(false);
        setIsRemoving(false);
        setDraft(emptyCredential);
        toast({ title: sent === null ? "Credential removed" : "Credential saved" });
      },
    }),
  );
  const drafted = draftedCredential(draft);
  const failure = update.error && toErrorBody(update.error);

  if (connection.transport !== "http") {
    return <EmptyState icon={<KeyRound />} title="This connection takes no credential here." />;
  }
  return (
    <div className="flex max-w-160 flex-col gap-4">
      <LoginCard connection={connection} />
      {credential && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border border-hairline p-4">
          <KeyRound aria-hidden className="size-4 text-muted" />
          <div className="min-w-48 grow basis-0">
            <p className="text-sm font-medium">
              {kindWords[credential.kind]} <span className="code ml-1 font-normal">{credential.hint}</span>
            </p>
            <p className="text-xs text-muted">
              Sealed, shared by everyone who calls through this connection · changed{" "}
              <Time at={credential.updatedAt} />
            </p>
          </div>
          {!isReplacing && (
            <GuardedButton reason={reason} onClick={() => setIsReplacing(true)}>
              Replace
            </GuardedButton>
          )}
          <GuardedButton
            reason={reason}
            variant="quiet"
            className="text-error"
            onClick={() => setIsRemoving(true)}
          >
            Remove
          </GuardedButton>
        </div>
      )}
      {(isReplacing || !credential) && (
        <form
          className="flex flex-col gap-4 rounded-lg border border-hairline p-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (drafted && !update.isPending) update.mutate({ connection: slug, credential: drafted });
          }}
        >
          <div>
            <h2 className="text-sm font-medium">
              {credential ? "Replace it" : connection.signIn ? "A key instead" : "No credential"}
            </h2>
            <p className="text-sm text-muted">
              {credential
                ? "The old one is overwritten and cannot be read back. The connection is checked at once."
                : connection.signIn
                  ? "A server that takes keys as well can be given one here, for everybody, in place of signing in."
                  : "This server is called without one. If it wants a key, add it here; it is sealed before it is stored."}
            </p>
          </div>
          <CredentialFields draft={draft} onChange={setDraft} hasFocus={isReplacing} />
          {failure && !isRemoving && (
            <ErrorPanel
              title="Not saved"
              cause={failure.message}
              next={failure.next}
              requestId={failure.requestId}
              docs={failure.docs}
            />
          )}
          <div className="flex gap-2">
            <GuardedButton
              type="submit"
              variant="primary"
              reason={reason}
              isBusy={update.isPending}
              disabled={!drafted && !reason}
            >
              Save and check
            </GuardedButton>
            {isReplacing && (
              <Button variant="quiet" onClick={() => setIsReplacing(false)}>
                Cancel
              </Button>
            )}
          </div>
        </form>
      )}
      <ConfirmDialog
        isOpen={isRemoving}
        onClose={() => setIsRemoving(false)}
        title="Remove the credential?"
        action="Remove credential"
        onConfirm={() => update.mutate({ connection: slug, credential: null })}
        isBusy={update.isPending}
        error={isRemoving ? failure?.message : undefined}
      >
        {connection.name} is then called without a key. If the server wants one, all its calls are refused
        until a new one is saved. The key itself stays valid at its issuer: revoke it there.
      </ConfirmDialog>
    </div>
  );
}
