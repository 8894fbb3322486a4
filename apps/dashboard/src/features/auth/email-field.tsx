import type { UseFormRegisterReturn } from "react-hook-form";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";

export interface EmailFieldProps {
  registration: UseFormRegisterReturn<"email">;
  error: string | undefined;
  autoComplete: string;
  isFixed?: boolean;
}

/** The mail address that a form before signing in begins with. */
export function EmailField({ registration, error, autoComplete, isFixed = false }: EmailFieldProps) {
  return (
    <Field label="Email" error={error}>
      {(control) => (
        <Input
          {...control}
          {...registration}
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
