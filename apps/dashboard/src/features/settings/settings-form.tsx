import type { ReactNode } from "react";
import { toErrorBody } from "../../api/to-error-body.ts";
import { GuardedButton } from "../../ui/guarded-button.tsx";

export interface SettingsFormProps {
  /** Why this person may not change them. */
  reason: string | undefined;
  isBusy: boolean;
  error: unknown;
  /** Never called without the right to it, nor twice at once. */
  onSave: () => void;
  children: ReactNode;
}

/** Settings that are saved together: their fields, why they were not saved, and the button. */
export function SettingsForm({ reason, isBusy, error, onSave, children }: SettingsFormProps) {
  const failure = error ? toErrorBody(error) : undefined;
  return (
    <form
      noValidate
      className="flex max-w-120 flex-col items-start gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (!reason && !isBusy) onSave();
      }}
    >
      {children}
      {failure && (
        <p role="alert" className="text-sm text-error">
          {failure.message} {failure.next}
        </p>
      )}
      <GuardedButton type="submit" variant="primary" reason={reason} isBusy={isBusy}>
        Save
      </GuardedButton>
    </form>
  );
}
