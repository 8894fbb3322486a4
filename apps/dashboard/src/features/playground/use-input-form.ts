import { useMemo, useState } from "react";
import { checkValue } from "../../ui/schema/check-value.ts";
import { isObject, type JsonSchema } from "../../ui/schema/json-schema.ts";
import { readFields } from "../../ui/schema/read-fields.ts";
import type { SchemaFormState } from "../../ui/schema/use-schema-form.ts";
import { parseJsonText } from "./parse-json-text.ts";

/** An input that is no object is the one field of a form. */
const wrapped = "input";

/** A form over the JSON text of the input: the text is the only copy of it, so that form and JSON never differ. */
export function useInputForm(
  schema: JsonSchema,
  text: string,
  onChange: (text: string) => void,
): SchemaFormState {
  const isWrapped = !isObject(schema.properties);
  const fields = useMemo(
    () => readFields(isWrapped ? { properties: { [wrapped]: schema }, required: [wrapped] } : schema),
    [schema, isWrapped],
  );
  const parsed = parseJsonText(text);
  const given = parsed.isValid ? parsed.value : undefined;
  const isUnfit = !isWrapped && given !== undefined && !isObject(given);
  const [chosen, setMode] = useState<"form" | "json">("form");
  const value = isWrapped ? { [wrapped]: given } : isObject(given) ? given : {};
  const issues = checkValue(fields, value);
  const textError = parsed.isValid
    ? isUnfit
      ? "The program takes an object: { … }."
      : undefined
    : parsed.message;
  return {
    fields,
    mode: fields.length === 0 || textError !== undefined ? "json" : chosen,
    value,
    text,
    textError,
    issues,
    isReady: textError === undefined && Object.keys(issues).length === 0,
    setMode,
    setValue: (next) => {
      const input = isWrapped ? next[wrapped] : next;
      onChange(input === undefined ? "" : JSON.stringify(input, null, 2));
    },
    setText: onChange,
  };
}
