import { type CustomerDetail, planFields } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useWhileOpen } from "../../ui/use-while-open.ts";
import { ReasonField } from "./reason-field.tsx";

export interface EndLimitDialogProps {
  organizationId: string;
  /** Which is to end; undefined = closed. */
  limit: CustomerDetail["limits"][number] | undefined;
  onClose: () => void;
}

/** Ends a limit of an organization's own, with the reason that both audit logs keep. */
export function EndLimitDialog({ organizationId, limit, onClose }: EndLimitDialogProps) {
  const client = useQueryClient();
  const [reason, setReason] = useWhileOpen(limit !== undefined, "");
  const end = useMutation(
    trpc.admin.endLimit.mutationOptions({
      onSuccess: () => {
        close();
        void client.invalidateQueries({ queryKey: trpc.admin.pathKey() });
      },
    }),
  );
  function close() {
    end.reset();
    onClose();
  }
  return (
    <Dialog
      isOpen={limit !== undefined}
      onClose={close}
      title={limit ? `End ${planFields[limit.field].label}?` : ""}
      description="The plan's own limit holds again at once."
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            type="submit"
            form="end-limit"
            variant="danger"
            disabled={reason.trim() === ""}
            isBusy={end.isPending}
          >
            End the limit
          </Button>
        </>
      }
    >
      <form
        id="end-limit"
        onSubmit={(event) => {
          event.preventDefault();
          if (limit && reason.trim() && !end.isPending) {
            end.mutate({ organizationId, field: limit.field, reason });
          }
        }}
      >
        <ReasonField
          what="the end"
          hint="It stands in the organization's audit log and in yours."
          value={reason}
          onChange={setReason}
          error={end.error}
        />
      </form>
    </Dialog>
  );
}
