import type { InstanceUser } from "@patchops/contract";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Textarea } from "../../ui/textarea.tsx";
import { toast } from "../../ui/toast.ts";

export interface SuspendDialogProps {
  /** Whom; undefined = closed. */
  user: InstanceUser | undefined;
  onClose: () => void;
  onSuspended: () => void;
}

export function SuspendDialog({ user, onClose, onSuspended }: SuspendDialogProps) {
  const [reason, setReason] = useState("");
  const suspend = useMutation(
    trpc.admin.suspend.mutationOptions({
      onSuccess: () => {
        toast({ title: `${user?.email} is suspended` });
        onClose();
        onSuspended();
      },
    }),
  );
  const { reset } = suspend;
  useEffect(() => {
    if (user !== undefined) return;
    setReason("");
    reset();
  }, [user, reset]);
  return (
    <Dialog
      isOpen={user !== undefined}
      onClose={onClose}
      title={`Suspend ${user?.email ?? ""}?`}
      description="Their sign-ins and MCP sessions end at once; keys and connected apps are refused until you lift it."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="suspend"
            variant="danger"
            disabled={reason.trim() === ""}
            isBusy={suspend.isPending}
          >
            Suspend
          </Button>
        </>
      }
    >
      <form
        id="suspend"
        onSubmit={(event) => {
          event.preventDefault();
          if (user && reason.trim() && !suspend.isPending) suspend.mutate({ userId: user.id, reason });
        }}
      >
        <Field
          label="Reason"
          hint="They read it when they sign in, and their clients with every refused call."
          error={suspend.error ? toErrorBody(suspend.error).message : undefined}
        >
          {(control) => (
            <Textarea
              {...control}
              value={reason}
              maxLength={500}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
