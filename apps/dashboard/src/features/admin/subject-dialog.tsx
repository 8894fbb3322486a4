import { useEffect, useState } from "react";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Textarea } from "../../ui/textarea.tsx";

type Subject = { email: string; reason: string } | { organizationId: string; reason: string };

export interface SubjectDialogProps {
  isOpen: boolean;
  title: string;
  description: string;
  reasonHint: string;
  action: string;
  /** Whether it takes something away. */
  isDanger?: boolean;
  act: { mutate: (subject: Subject) => void; isPending: boolean; error: unknown; reset: () => void };
  onClose: () => void;
}

/** Names an account by its address or an organization by its id, and why something is done with it. */
export function SubjectDialog({
  isOpen,
  title,
  description,
  reasonHint,
  action,
  isDanger = false,
  act,
  onClose,
}: SubjectDialogProps) {
  const [named, setNamed] = useState("");
  const [reason, setReason] = useState("");
  const { reset } = act;
  useEffect(() => {
    if (isOpen) return;
    setNamed("");
    setReason("");
    reset();
  }, [isOpen, reset]);
  const who = named.trim();
  const isComplete = who !== "" && reason.trim() !== "";
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="subject"
            variant={isDanger ? "danger" : "primary"}
            disabled={!isComplete}
            isBusy={act.isPending}
          >
            {action}
          </Button>
        </>
      }
    >
      <form
        id="subject"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isComplete || act.isPending) return;
          act.mutate(
            who.includes("@") ? { email: who.toLowerCase(), reason } : { organizationId: who, reason },
          );
        }}
      >
        <Field
          label="Mail address, or id of an organization"
          error={act.error ? toErrorBody(act.error).message : undefined}
        >
          {(control) => (
            <Input
              {...control}
              value={named}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setNamed(event.target.value)}
            />
          )}
        </Field>
        <Field label="Reason" hint={reasonHint}>
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
