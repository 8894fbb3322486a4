import { useState } from "react";
import { formatNumber } from "../../format/format-number.ts";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";

export interface NumberFieldProps {
  label: string;
  hint?: string;
  least: number;
  most: number;
  /** Shown while it is empty: what then holds. */
  placeholder?: string;
  value: number | undefined;
  /** Never called with what is no whole number between the two; undefined = empty. */
  onChange: (value: number | undefined) => void;
}

/** A whole number within its bounds, or none. */
export function NumberField({ label, hint, least, most, placeholder, value, onChange }: NumberFieldProps) {
  const [text, setText] = useState(value === undefined ? "" : String(value));
  const problem = (of: string) => {
    const number = Number(of);
    return of.trim() === "" || (Number.isInteger(number) && number >= least && number <= most)
      ? undefined
      : `A whole number from ${formatNumber(least)} to ${formatNumber(most)}.`;
  };
  return (
    <Field label={label} hint={hint} error={problem(text)}>
      {(control) => (
        <Input
          {...control}
          inputMode="numeric"
          value={text}
          placeholder={placeholder}
          autoComplete="off"
          className="numbers max-w-40"
          onChange={(event) => {
            const next = event.target.value;
            setText(next);
            if (problem(next) === undefined) onChange(next.trim() === "" ? undefined : Number(next));
          }}
        />
      )}
    </Field>
  );
}
