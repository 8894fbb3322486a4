import type { ComponentProps } from "react";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";

export interface EmailFieldProps {
  /** Its name and value, and who hears of changes. */
  input: ComponentProps<"input">;
  error: string | undefined;
  autoComplete: string;
  isFixed?: boolean;
}

/** The mail address that a form before signing in begins with. */
export function EmailField({ input, error, autoComplete, isFixed = false }: EmailFieldProps) {
  return (
    <Field label="Email" error={error}>
      {(control) => (
        <Input
          {...control}
          {...input}
          type="email"
          autoComplete={autoComplete}
          readOnly={isFixed}
          autoFocus
          className="h-10"
        />
      )}
    </Field>
  );
}
