import { CopyButton } from "./copy-button.tsx";
import { Field } from "./field.tsx";
import { Input } from "./input.tsx";

export interface CopyFieldProps {
  label: string;
  text: string;
  /** On the button: `Copy key`. */
  action: string;
}

/** A text that is shown to be copied, whole, with its button beside it. */
export function CopyField({ label, text, action }: CopyFieldProps) {
  return (
    <div className="flex items-end gap-2">
      <Field label={label} className="min-w-0 grow">
        {(control) => (
          <Input
            {...control}
            value={text}
            readOnly
            onFocus={(event) => event.target.select()}
            className="code text-sm"
          />
        )}
      </Field>
      <CopyButton variant="button" size="medium" text={text} label={action} />
    </div>
  );
}
