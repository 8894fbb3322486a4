import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Field } from "./field.tsx";
import { Input } from "./input.tsx";
import { useWhileOpen } from "./use-while-open.ts";

export interface ConfirmDialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** What stops, goes or cannot be undone. */
  children: ReactNode;
  /** The verb on the button: `Remove connection`. */
  action: string;
  onConfirm: () => void;
  isBusy?: boolean;
  error?: string | undefined;
  /** Must be typed before the button works; leave out for what is easily made again. */
  typedName?: string;
}

export function ConfirmDialog({
  isOpen,
  onClose,
  title,
  children,
  action,
  onConfirm,
  isBusy = false,
  error,
  typedName,
}: ConfirmDialogProps) {
  const [typed, setTyped] = useWhileOpen(isOpen, "");
  const isConfirmed = typedName === undefined || typed === typedName;
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="confirm" variant="danger" disabled={!isConfirmed} isBusy={isBusy}>
            {action}
          </Button>
        </>
      }
    >
      <form
        id="confirm"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (isConfirmed && !isBusy) onConfirm();
        }}
      >
        <div className="text-sm text-muted">{children}</div>
        {typedName !== undefined && (
          <Field
            label={
              <span>
                Type <span className="code font-semibold">{typedName}</span> to confirm
              </span>
            }
          >
            {(control) => (
              <Input
                {...control}
                value={typed}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
        )}
        {error && (
          <p role="alert" className="text-sm text-error">
            {error}
          </p>
        )}
      </form>
    </Dialog>
  );
}
