import { useState } from "react";
import { Badge } from "../badge.tsx";
import { cn } from "../cn.ts";
import { JsonViewer } from "../json-viewer/json-viewer.tsx";
import { Segments } from "../segments.tsx";
import { VisibleText } from "../visible-text.tsx";
import type { JsonSchema } from "./json-schema.ts";
import { readFields, type SchemaField } from "./read-fields.ts";

export interface SchemaViewerProps {
  schema: JsonSchema;
  label: string;
  /** Shown when the schema names no properties. */
  emptyWords?: string;
  className?: string;
}

/** A schema as a list of fields, or as it was sent. */
export function SchemaViewer({ schema, label, emptyWords = "No arguments.", className }: SchemaViewerProps) {
  const [mode, setMode] = useState<"fields" | "json">("fields");
  const fields = readFields(schema);
  return (
    <section aria-label={label} className={cn("min-w-0", className)}>
      <div className="flex items-center justify-between gap-3 pb-2">
        <h3 className="text-sm font-medium">{label}</h3>
        <Segments
          label={`Show ${label} as`}
          options={[
            { id: "fields", label: "Fields" },
            { id: "json", label: "JSON" },
          ]}
          value={mode}
          onChange={setMode}
        />
      </div>
      {mode === "json" ? (
        <JsonViewer value={schema} label={`${label} as JSON`} fileName="schema" />
      ) : fields.length === 0 ? (
        <p className="rounded-lg border border-hairline px-3 py-2 text-sm text-muted">{emptyWords}</p>
      ) : (
        <div className="rounded-lg border border-hairline px-3">
          <Fields fields={fields} />
        </div>
      )}
    </section>
  );
}

function Fields({ fields }: { fields: readonly SchemaField[] }) {
  return (
    <dl className="divide-y divide-hairline">
      {fields.map((field) => {
        const inner = field.kind === "group" ? field.fields : (field.item?.fields ?? []);
        return (
          <div key={field.name} className="py-2">
            <dt className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <span className="code text-sm font-medium wrap-anywhere">{field.name}</span>
              <span className="code text-xs wrap-anywhere text-muted">{field.type}</span>
              {field.isRequired && <Badge>required</Badge>}
            </dt>
            <dd className="text-sm text-muted">
              {field.description && <VisibleText>{field.description}</VisibleText>}
              {(field.limits || field.default !== undefined) && (
                <span className="block text-xs">
                  {[field.limits, field.default !== undefined && `default ${JSON.stringify(field.default)}`]
                    .filter(Boolean)
                    .join(" · ")}
                </span>
              )}
              {inner.length > 0 && (
                <div className="mt-1 border-l border-hairline pl-3">
                  <Fields fields={inner} />
                </div>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
