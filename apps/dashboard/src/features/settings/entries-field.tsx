import { Field, type FieldProps } from "../../ui/field.tsx";
import { Textarea } from "../../ui/textarea.tsx";

export interface EntriesFieldProps extends Omit<FieldProps, "children"> {
  /** Text that `entriesOf` reads. */
  value: string;
  isFixed: boolean;
  onChange: (text: string) => void;
}

/** A list of names or hosts, written as text. */
export function EntriesField({ value, isFixed, onChange, ...field }: EntriesFieldProps) {
  return (
    <Field {...field}>
      {(control) => (
        <Textarea
          {...control}
          value={value}
          readOnly={isFixed}
          autoComplete="off"
          spellCheck={false}
          className="code text-sm"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
