import { useState } from "react";
import { Field } from "../field.tsx";
import { Segments } from "../segments.tsx";
import { Textarea } from "../textarea.tsx";
import { withKey } from "./form-value.ts";
import { SchemaFieldInput } from "./schema-field-input.tsx";
import type { SchemaFormState } from "./use-schema-form.ts";

export interface SchemaFormProps {
  form: SchemaFormState;
  /** Issues stay quiet until a field was left or this is true (after a first try to send). */
  areIssuesShown?: boolean;
  /** What the value is. */
  label?: string;
}

/** A tool's arguments as fields or as JSON; both show the same value. */
export function SchemaForm({ form, areIssuesShown = false, label = "Arguments" }: SchemaFormProps) {
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const isFormPossible = form.textError === undefined;
  return (
    <div className="flex flex-col gap-4">
      <Segments
        label={`Enter ${label.toLowerCase()} as`}
        options={[
          { id: "form", label: "Form", isDisabled: form.fields.length === 0 || !isFormPossible },
          { id: "json", label: "JSON" },
        ]}
        value={form.mode}
        onChange={form.setMode}
      />
      {form.mode === "form" ? (
        <fieldset
          aria-label={label}
          className="flex flex-col gap-4"
          onBlur={(event) => {
            const path = event.target.closest<HTMLElement>("[data-path]")?.dataset.path;
            if (path) setTouched((before) => new Set(before).add(path));
          }}
        >
          {form.fields.map((field) => (
            <SchemaFieldInput
              key={field.name}
              field={field}
              path={field.name}
              value={form.value[field.name]}
              onChange={(next) => form.setValue(withKey(form.value, field.name, next))}
              issueOf={(path) => (areIssuesShown || touched.has(path) ? form.issues[path] : undefined)}
            />
          ))}
        </fieldset>
      ) : (
        <Field
          label={`${label} as JSON`}
          error={
            form.textError ??
            (areIssuesShown
              ? Object.entries(form.issues)
                  .map((issue) => issue.join(": "))
                  .join(" ")
              : undefined)
          }
          hint={form.fields.length === 0 ? "No fields are named." : undefined}
        >
          {(control) => (
            <Textarea
              {...control}
              value={form.text}
              onChange={(event) => form.setText(event.target.value)}
              spellCheck={false}
              rows={8}
              className="code text-sm"
            />
          )}
        </Field>
      )}
    </div>
  );
}
