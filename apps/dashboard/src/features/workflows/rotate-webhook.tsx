import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { WebhookShownOnce } from "./webhook-shown-once.tsx";

export interface RotateWebhookProps {
  name: string;
  isSigned: boolean;
  reason: string | undefined;
}

/** A new address with its secret, which is shown this once. */
export function RotateWebhook({ name, isSigned, reason }: RotateWebhookProps) {
  const cache = useQueryClient();
  const [isAsked, setIsAsked] = useState(false);
  const rotate = useMutation(
    trpc.workflow.rotateWebhook.mutationOptions({
      onSuccess: () => {
        setIsAsked(false);
        return cache.invalidateQueries({ queryKey: trpc.workflow.get.queryKey({ name }) });
      },
    }),
  );
  return (
    <div className="flex flex-col items-start gap-3">
      <GuardedButton size="small" icon={<RotateCw />} reason={reason} onClick={() => setIsAsked(true)}>
        New address and secret
      </GuardedButton>
      {isSigned && (
        <p className="text-xs text-muted">
          Its secret was shown when it was made. Make a new one to see one.
        </p>
      )}
      <ConfirmDialog
        isOpen={isAsked}
        onClose={() => {
          setIsAsked(false);
          rotate.reset();
        }}
        title="Make a new address and secret?"
        action="Make new ones"
        onConfirm={() => rotate.mutate({ name })}
        isBusy={rotate.isPending}
        error={rotate.error ? toErrorBody(rotate.error).message : undefined}
      >
        The address and the secret of now end at once: whoever calls them is refused until they have the new
        ones.
      </ConfirmDialog>
      <WebhookShownOnce webhook={rotate.data} onClose={rotate.reset} />
    </div>
  );
}
