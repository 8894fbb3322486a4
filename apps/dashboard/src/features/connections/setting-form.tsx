import { useEffect, useState } from "react";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Field } from "../../ui/field.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Input } from "../../ui/input.tsx";

export interface SettingFormProps {
  label: string;
  hint?: string;
  /** As it is stored. */
  value: string;
  /** The verb on the button. */
  action: string;
  isCode?: boolean;
  /** Nothing is a value too. */
  mayBeEmpty?: boolean;
  /** Why it may not be changed. */
  reason?: string | undefined;
  isBusy: boolean;
  error: unknown;
  onSave: (value: string) => void;
}

/** One text that is changed by itself, with its button beside it and its error under it. */
export function SettingForm({
  label,
  hint,
  value,
  action,
  isCode = false,
  mayBeEmpty = false,
  reason,
  isBusy,
  error,
  onSave,
}: SettingFormProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const isChanged = (mayBeEmpty || text.trim() !== "") && text.trim() !== value;
  return (
    <form
      noValidate
      className="flex items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged && !isBusy && !reason) onSave(text.trim());
      }}
    >
      <Field
        label={label}
        hint={hint}
        error={error ? toErrorBody(error).message : undefined}
        className="min-w-0 grow"
      >
        {(control) => (
          <Input
            {...control}
            value={text}
            readOnly={reason !== undefined}
            autoComplete="off"
            spellCheck={false}
            className={isCode ? "code text-sm" : undefined}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <GuardedButton
        type="submit"
        reason={reason}
        isBusy={isBusy}
        disabled={!isChanged && !reason}
        className="mt-6"
      >
        {action}
      </GuardedButton>
    </form>
  );
}
