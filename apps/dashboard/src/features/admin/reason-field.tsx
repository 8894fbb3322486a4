import { toErrorBody } from "../../api/to-error-body.ts";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";

export interface ReasonFieldProps {
  /** Completes `Reason for …`. */
  what: string;
  /** Who reads it. */
  hint: string;
  value: string;
  onChange: (reason: string) => void;
  /** Why the change that it is for was refused. */
  error: Parameters<typeof toErrorBody>[0] | null;
}

/** Why somebody changed what is an organization's. */
export function ReasonField({ what, hint, value, onChange, error }: ReasonFieldProps) {
  return (
    <Field label={`Reason for ${what}`} hint={hint} error={error ? toErrorBody(error).message : undefined}>
      {(control) => (
        <Input
          {...control}
          value={value}
          maxLength={500}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
