import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Time } from "../../ui/time.tsx";

export interface WebhookSecretProps {
  /** Why this person may make none. */
  reason: string | undefined;
}

/** What the messages to webhooks are signed with: shown once, made anew with a day of overlap. */
export function WebhookSecret({ reason }: WebhookSecretProps) {
  const cache = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const known = useQuery(trpc.webhook.secret.queryOptions());
  const rotate = useMutation(
    trpc.webhook.rotateSecret.mutationOptions({
      onSuccess: () => {
        setIsOpen(false);
        void cache.invalidateQueries({ queryKey: trpc.webhook.secret.queryKey() });
      },
    }),
  );
  const createdAt = known.data?.createdAt ?? null;
  const error = rotate.error && toErrorBody(rotate.error);
  const action = createdAt === null ? "Make a secret" : "Make a new secret";
  return (
    <section aria-labelledby="webhooks" className="flex flex-col gap-3">
      <h2 id="webhooks" className="text-sm font-medium">
        Webhooks
      </h2>
      <p className="text-sm text-pretty text-muted">
        A run that is started with a webhook tells it of its end. The message is signed (Standard Webhooks),
        so that the receiver knows it is ours.{" "}
        {createdAt !== null && (
          <>
            The secret was made <Time at={createdAt} />.
          </>
        )}
        {known.data?.previousUntil && " The one before signs as well for a day."}
      </p>
      {rotate.data && (
        <div className="flex flex-col gap-1.5">
          <p className="text-sm">Give it to the receivers now; it is not shown again.</p>
          <CodeBlock code={rotate.data.secret} isWrapped copyLabel="Copy the secret" />
        </div>
      )}
      {error && !isOpen && (
        <ErrorPanel
          title="No secret was made"
          cause={error.message}
          requestId={error.requestId}
          docs={error.docs}
        />
      )}
      <GuardedButton
        className="self-start"
        reason={reason}
        isBusy={rotate.isPending}
        onClick={() => (createdAt === null ? rotate.mutate() : setIsOpen(true))}
      >
        {action}
      </GuardedButton>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title="Make a new secret?"
        action={action}
        onConfirm={() => rotate.mutate()}
        isBusy={rotate.isPending}
        error={error?.message}
      >
        <p>
          Messages are signed with both for a day. After that, receivers that know the old one alone refuse
          them.
        </p>
      </ConfirmDialog>
    </section>
  );
}
