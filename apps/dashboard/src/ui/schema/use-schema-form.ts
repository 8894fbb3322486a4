import { useMemo, useState } from "react";
import { checkValue, type Issues } from "./check-value.ts";
import { type FormValue, initialValue } from "./form-value.ts";
import { isObject, type JsonSchema } from "./json-schema.ts";
import { readFields, type SchemaField } from "./read-fields.ts";

export interface SchemaFormState {
  fields: readonly SchemaField[];
  mode: "form" | "json";
  value: FormValue;
  /** What stands in the JSON field. */
  text: string;
  /** Why the JSON cannot be read; the value is then the last one that could. */
  textError: string | undefined;
  issues: Issues;
  /** Whether it can be sent. */
  isReady: boolean;
  setMode: (mode: "form" | "json") => void;
  setValue: (value: FormValue) => void;
  setText: (text: string) => void;
}

function write(value: FormValue): string {
  return JSON.stringify(value, null, 2);
}

/**
 * Keeps one value for form and JSON: switching loses nothing, and keys without a field stay.
 * Give the component that calls it a `key` per tool, so that another tool starts anew.
 */
export function useSchemaForm(schema: JsonSchema, given?: FormValue): SchemaFormState {
  const fields = useMemo(() => readFields(schema), [schema]);
  const [mode, setMode] = useState<"form" | "json">(fields.length > 0 ? "form" : "json");
  const [value, setValue] = useState<FormValue>(() => given ?? initialValue(fields));
  const [text, setText] = useState(() => write(value));
  const [textError, setTextError] = useState<string>();
  const issues = useMemo(() => checkValue(fields, value), [fields, value]);

  return {
    fields,
    mode,
    value,
    text,
    textError,
    issues,
    isReady: textError === undefined && Object.keys(issues).length === 0,
    setMode,
    setValue: (next) => {
      setValue(next);
      setText(write(next));
      setTextError(undefined);
    },
    setText: (next) => {
      setText(next);
      try {
        const parsed: unknown = next.trim() === "" ? {} : JSON.parse(next);
        if (!isObject(parsed)) throw new SyntaxError("It must be an object: { … }.");
        setValue(parsed);
        setTextError(undefined);
      } catch (error) {
        setTextError(error instanceof Error ? error.message : "This is no JSON.");
      }
    },
  };
}
