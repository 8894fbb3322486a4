import { useState } from "react";
import { formatNumber } from "../../format/format-number.ts";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";

export interface NumberFieldProps {
  label: string;
  hint?: string;
  least: number;
  most: number;
  /** What a value comes to, in words. */
  describe?: (value: number) => string;
  /** Shown while it is empty: what then holds. */
  placeholder?: string;
  value: number | undefined;
  /** Never called with what is no whole number between the two; undefined = empty. */
  onChange: (value: number | undefined) => void;
}

/** A whole number within its bounds, or none. */
export function NumberField({
  label,
  hint,
  describe,
  least,
  most,
  placeholder,
  value,
  onChange,
}: NumberFieldProps) {
  const [text, setText] = useState(value === undefined ? "" : String(value));
  const problem = (of: string) => {
    const number = Number(of);
    return of.trim() === "" || (Number.isInteger(number) && number >= least && number <= most)
      ? undefined
      : `A whole number from ${formatNumber(least)} to ${formatNumber(most)}.`;
  };
  return (
    <Field
      label={label}
      hint={[value !== undefined && describe && `${describe(value)}.`, hint].filter(Boolean).join(" ")}
      error={problem(text)}
    >
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
