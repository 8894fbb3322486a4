import type { WorkflowWebhook } from "@patchops/contract";
import { Button } from "../../ui/button.tsx";
import { CopyField } from "../../ui/copy-field.tsx";
import { Dialog } from "../../ui/dialog.tsx";

export interface WebhookShownOnceProps {
  /** What was made just now; null = nothing, or it was seen. */
  webhook: WorkflowWebhook | null | undefined;
  onClose: () => void;
}

/** The address and the secret of a webhook when they were made: the secret is shown this once. */
export function WebhookShownOnce({ webhook, onClose }: WebhookShownOnceProps) {
  return (
    <Dialog
      isOpen={webhook !== null && webhook !== undefined}
      onClose={onClose}
      title="Its webhook is ready"
      description="The secret is shown this once. Whoever calls the address signs with it, where its trigger asks for that."
      width="medium"
      footer={
        <Button variant="primary" onClick={onClose}>
          I have stored them
        </Button>
      }
    >
      {webhook && (
        <div className="flex flex-col gap-4">
          <CopyField label="Webhook address" text={webhook.url} action="Copy address" />
          <CopyField label="Signing secret" text={webhook.secret} action="Copy secret" />
        </div>
      )}
    </Dialog>
  );
}
