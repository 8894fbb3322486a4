import { Plus, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "../button.tsx";
import { Field, type FieldControlProps } from "../field.tsx";
import { IconButton } from "../icon-button.tsx";
import { Input } from "../input.tsx";
import { Select } from "../select.tsx";
import { Textarea } from "../textarea.tsx";
import { VisibleText } from "../visible-text.tsx";
import { emptyItem, readNumber, withItem, withKey } from "./form-value.ts";
import { isObject } from "./json-schema.ts";
import type { SchemaField } from "./read-fields.ts";

export interface SchemaFieldInputProps {
  field: SchemaField;
  /** `filter.tags.0`. */
  path: string;
  value: unknown;
  /** undefined takes the key away. */
  onChange: (value: unknown) => void;
  issueOf: (path: string) => string | undefined;
  /** Items of a list carry their index instead of a label. */
  label?: string;
}

export function SchemaFieldInput({ field, path, value, onChange, issueOf, label }: SchemaFieldInputProps) {
  const hint = [field.limits].filter(Boolean).join(" · ");
  const title = (
    <span>
      {label ?? field.label} <span className="code pl-1 text-xs font-normal text-muted">{field.type}</span>
    </span>
  );
  const description = (field.description || hint) && (
    <>
      {field.description && <VisibleText>{field.description}</VisibleText>}
      {field.description && hint && " · "}
      {hint}
    </>
  );

  if (field.kind === "group") {
    return (
      <fieldset className="flex flex-col gap-3 border-l border-hairline pl-3">
        <legend className="text-sm font-medium">{title}</legend>
        {description && <p className="text-xs text-muted">{description}</p>}
        {issueOf(path) && <p className="text-xs text-error">{issueOf(path)}</p>}
        {field.fields.map((inner) => (
          <SchemaFieldInput
            key={inner.name}
            field={inner}
            path={`${path}.${inner.name}`}
            value={isObject(value) ? value[inner.name] : undefined}
            onChange={(next) => {
              const whole = withKey(value, inner.name, next);
              onChange(!field.isRequired && Object.keys(whole).length === 0 ? undefined : whole);
            }}
            issueOf={issueOf}
          />
        ))}
      </fieldset>
    );
  }
  if (field.kind === "list" && field.item) {
    return (
      <ListInput
        field={field}
        item={field.item}
        {...{ path, value, onChange, issueOf, title, description }}
      />
    );
  }
  return (
    <div data-path={path}>
      <Field
        label={title}
        isOptional={!field.isRequired && label === undefined}
        hint={description}
        error={issueOf(path)}
      >
        {(control) => <Control field={field} value={value} onChange={onChange} control={control} />}
      </Field>
    </div>
  );
}

interface ListInputProps extends SchemaFieldInputProps {
  item: SchemaField;
  title: ReactNode;
  description: ReactNode;
}

function ListInput({ field, item, path, value, onChange, issueOf, title, description }: ListInputProps) {
  const entries: unknown[] = Array.isArray(value) ? value : [];
  return (
    <fieldset className="flex flex-col gap-2" data-path={path}>
      <legend className="pb-1 text-sm font-medium">{title}</legend>
      {description && <p className="text-xs text-muted">{description}</p>}
      {entries.map((entry, index) => (
        <div key={index} className="flex items-start gap-1">
          <div className="min-w-0 grow">
            <SchemaFieldInput
              field={item}
              path={`${path}.${index}`}
              value={entry}
              label={`${index + 1}`}
              onChange={(next) => onChange(withItem(entries, index, next ?? emptyItem(item)))}
              issueOf={issueOf}
            />
          </div>
          <IconButton
            label={`Remove item ${index + 1}`}
            className="mt-6"
            onClick={() => {
              const rest = withItem(entries, index, undefined);
              onChange(rest.length === 0 && !field.isRequired ? undefined : rest);
            }}
          >
            <X />
          </IconButton>
        </div>
      ))}
      {issueOf(path) && <p className="text-xs text-error">{issueOf(path)}</p>}
      <Button
        size="small"
        icon={<Plus />}
        className="self-start"
        onClick={() => onChange([...entries, emptyItem(item)])}
      >
        Add {field.label}
      </Button>
    </fieldset>
  );
}

interface ControlProps {
  field: SchemaField;
  value: unknown;
  onChange: (value: unknown) => void;
  control: FieldControlProps;
}

const notSet = "";

function Control({ field, value, onChange, control }: ControlProps) {
  if (field.kind === "boolean" || field.kind === "choice") {
    const choices: readonly unknown[] = field.kind === "boolean" ? [true, false] : field.choices;
    const index = choices.indexOf(value);
    return (
      <Select
        {...control}
        value={index < 0 ? null : String(index)}
        onChange={(next) => onChange(next === notSet ? undefined : choices[Number(next)])}
        placeholder="Not set"
        options={[
          ...(field.isRequired
            ? []
            : [{ value: notSet, label: <span className="text-muted">Not set</span> }]),
          ...choices.map((choice, position) => ({ value: String(position), label: String(choice) })),
        ]}
      />
    );
  }
  if (field.kind === "number" || field.kind === "integer") {
    return (
      <Input
        {...control}
        inputMode={field.kind === "integer" ? "numeric" : "decimal"}
        value={value === undefined || value === null ? "" : String(value)}
        onChange={(event) => onChange(readNumber(event.target.value))}
        className="numbers"
      />
    );
  }
  if (field.kind === "json") return <JsonControl value={value} onChange={onChange} control={control} />;
  const text =
    typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);
  const onText = (next: string) => onChange(next === "" ? undefined : next);
  return field.kind === "long_text" ? (
    <Textarea {...control} value={text} onChange={(event) => onText(event.target.value)} />
  ) : (
    <Input {...control} value={text} onChange={(event) => onText(event.target.value)} />
  );
}

/** Any JSON; what cannot be read yet stays in the field and is not taken over. */
function JsonControl({ value, onChange, control }: Omit<ControlProps, "field">) {
  const [draft, setDraft] = useState<string>();
  const [isWrong, setIsWrong] = useState(false);
  return (
    <Textarea
      {...control}
      aria-invalid={isWrong || control["aria-invalid"]}
      spellCheck={false}
      placeholder="JSON"
      className="code text-sm"
      value={draft ?? (value === undefined ? "" : JSON.stringify(value, null, 2))}
      onChange={(event) => {
        const typed = event.target.value;
        setDraft(typed);
        try {
          onChange(typed.trim() === "" ? undefined : JSON.parse(typed));
          setIsWrong(false);
        } catch {
          setIsWrong(true);
        }
      }}
      onBlur={() => !isWrong && setDraft(undefined)}
    />
  );
}
