import type { ErrorBody } from "@patchops/contract";
import { type ReactNode, useState } from "react";
import { Field } from "./field.tsx";
import { Input } from "./input.tsx";

export interface NamedFormProps {
  /** By which a button outside of the form sends it. */
  id: string;
  /** What gets the name: `key`. */
  thing: string;
  placeholder: string;
  hint?: string;
  maxLength: number;
  error: ErrorBody | null;
  /** Never called without a name. */
  onSubmit: (name: string) => void;
  /** The other fields; whether they say what is missing. */
  children: (areIssuesShown: boolean) => ReactNode;
}

/** Makes something that has a name: that first, then what else there is to choose, then why it was not made. */
export function NamedForm(props: NamedFormProps) {
  const { id, thing, placeholder, hint, maxLength, error, onSubmit, children } = props;
  const [text, setText] = useState("");
  const [wasTried, setWasTried] = useState(false);
  const name = text.trim();
  return (
    <form
      id={id}
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setWasTried(true);
        if (name !== "") onSubmit(name);
      }}
    >
      <Field
        label="Name"
        hint={hint}
        error={wasTried && name === "" ? `Give the ${thing} a name.` : undefined}
      >
        {(control) => (
          <Input
            {...control}
            value={text}
            autoFocus
            autoComplete="off"
            maxLength={maxLength}
            placeholder={placeholder}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {children(wasTried)}
      {error && (
        <p role="alert" className="text-sm text-error">
          {error.message} {error.next}
        </p>
      )}
    </form>
  );
}
