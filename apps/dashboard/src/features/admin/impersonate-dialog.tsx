import { type InstanceUser, impersonationMinutes } from "@patchops/contract";
import { useMutation } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { enterAs } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { useWhileOpen } from "../../ui/use-while-open.ts";
import { ReasonField } from "./reason-field.tsx";

export interface ImpersonateDialogProps {
  /** As whom; undefined = closed. */
  user: InstanceUser | undefined;
  onClose: () => void;
}

/** Asks why before an admin sees what somebody sees. */
export function ImpersonateDialog({ user, onClose }: ImpersonateDialogProps) {
  const [reason, setReason] = useWhileOpen(user !== undefined, "");
  const [chosen, setChosen] = useWhileOpen<string | undefined>(user !== undefined, undefined);
  const begin = useMutation(trpc.admin.impersonate.mutationOptions({ onSuccess: () => enterAs("/") }));
  const memberships = user?.memberships ?? [];
  const organizationId = chosen ?? memberships[0]?.organizationId;
  function close() {
    begin.reset();
    onClose();
  }
  return (
    <Dialog
      isOpen={user !== undefined}
      onClose={close}
      title={`See what ${user?.email ?? ""} sees?`}
      description={`For ${impersonationMinutes} minutes at most, and read only: nothing is changed, called or revealed. They are told by mail, and it stands in both audit logs.`}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            type="submit"
            form="impersonate"
            variant="primary"
            disabled={reason.trim() === ""}
            isBusy={begin.isPending}
          >
            Look
          </Button>
        </>
      }
    >
      <form
        id="impersonate"
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!user || !reason.trim() || begin.isPending) return;
          begin.mutate({ userId: user.id, reason, ...(organizationId && { organizationId }) });
        }}
      >
        {memberships.length > 1 && organizationId && (
          <Select
            label="Organization"
            options={memberships.map(({ organizationId: value, name: label }) => ({ value, label }))}
            value={organizationId}
            onChange={setChosen}
          />
        )}
        <ReasonField
          what="looking"
          hint="They read it, and so does whoever reads their audit log."
          value={reason}
          onChange={setReason}
          error={begin.error}
        />
      </form>
    </Dialog>
  );
}
