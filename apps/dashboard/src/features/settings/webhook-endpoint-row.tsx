import type { WebhookEndpoint } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { notificationWords } from "./notification-words.ts";
import { WebhookDeliveries } from "./webhook-deliveries.tsx";

/** An address that is told of events, with what it was told; a test event shows whether it listens. */
export function WebhookEndpointRow({ endpoint: { id, url, kinds } }: { endpoint: WebhookEndpoint }) {
  const client = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const [isRemoving, setIsRemoving] = useState(false);
  const test = useMutation(
    trpc.webhook.testEndpoint.mutationOptions({
      onSuccess: () => {
        setIsOpen(true);
        void client.invalidateQueries({ queryKey: trpc.webhook.deliveries.pathKey() });
      },
    }),
  );
  const remove = useMutation(
    trpc.webhook.removeEndpoint.mutationOptions({
      onSuccess: () => {
        setIsRemoving(false);
        void client.invalidateQueries({ queryKey: trpc.webhook.endpoints.queryKey() });
      },
    }),
  );
  const failure = test.error && toErrorBody(test.error);
  return (
    <li className="flex flex-col gap-2 px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-2">
        <div className="min-w-0 grow basis-56">
          <p className="code text-sm wrap-anywhere">{url}</p>
          <p className="text-xs text-muted">
            {kinds.map((kind) => notificationWords[kind].label).join(" · ")}
          </p>
        </div>
        <div className="flex gap-2">
          <Button
            size="small"
            aria-label={`Send test to ${url}`}
            isBusy={test.isPending}
            onClick={() => test.mutate({ id })}
          >
            Send test
          </Button>
          <Button
            size="small"
            aria-label={`Deliveries to ${url}`}
            aria-expanded={isOpen}
            onClick={() => setIsOpen(!isOpen)}
          >
            Deliveries
          </Button>
          <Button size="small" aria-label={`Remove ${url}`} onClick={() => setIsRemoving(true)}>
            Remove
          </Button>
        </div>
      </div>
      {failure && (
        <p role="alert" className="text-xs text-error">
          {failure.message} {failure.next}
        </p>
      )}
      {isOpen && <WebhookDeliveries endpointId={id} url={url} />}
      <ConfirmDialog
        isOpen={isRemoving}
        onClose={() => {
          setIsRemoving(false);
          remove.reset();
        }}
        title="Remove this webhook?"
        action="Remove webhook"
        onConfirm={() => remove.mutate({ id })}
        isBusy={remove.isPending}
        error={remove.error ? toErrorBody(remove.error).message : undefined}
      >
        <p>
          <span className="code wrap-anywhere">{url}</span> is told of nothing more, and what it was told goes
          from this list.
        </p>
      </ConfirmDialog>
    </li>
  );
}
