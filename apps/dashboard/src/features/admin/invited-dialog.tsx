import type { WaitlistInvitations } from "@patchops/contract";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog } from "../../ui/dialog.tsx";

export interface InvitedDialogProps {
  /** Who was invited just now; undefined = closed. */
  invited: WaitlistInvitations["invited"] | undefined;
  onClose: () => void;
}

/** The links of new invitations, shown this once: for whom no mail reaches. */
export function InvitedDialog({ invited, onClose }: InvitedDialogProps) {
  return (
    <Dialog
      isOpen={invited !== undefined}
      onClose={onClose}
      width="medium"
      title={`${invited?.length ?? 0} invited`}
      description="Each gets a mail where the instance sends any. The links are shown this once."
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <ul className="flex flex-col gap-2">
        {invited?.map(({ id, email, url }) => (
          <li key={id} className="flex items-center gap-3 text-sm">
            <span className="min-w-0 grow truncate">{email}</span>
            <CopyButton text={url} label={`Copy the link for ${email}`} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
