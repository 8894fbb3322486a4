import { Braces } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Popover } from "../../ui/popover.tsx";
import type { JsonSchema } from "../../ui/schema/json-schema.ts";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Textarea } from "../../ui/textarea.tsx";
import { parseJsonText } from "./parse-json-text.ts";
import { useInputForm } from "./use-input-form.ts";

const SchemaForm = lazy(() =>
  import("../../ui/schema/schema-form.tsx").then((module) => ({ default: module.SchemaForm })),
);

export interface InputEditorProps {
  /** JSON text; empty = no input. */
  text: string;
  onChange: (text: string) => void;
  /** The schema of the type that the program gives its input; undefined where it gives none, or while it is read first. */
  type: { schema: JsonSchema | undefined; isReading: boolean };
  /** ⌘↵. */
  onRun: () => void;
}

const anything: JsonSchema = {};

/** What the program reads as `input`: fields where it says what it takes, JSON always. */
export function InputEditor({ text, onChange, type, onRun }: InputEditorProps) {
  const { schema, isReading } = type;
  const parsed = parseJsonText(text);
  const form = useInputForm(schema ?? anything, text, onChange);
  const [wasOpened, setWasOpened] = useState(false);
  const isTyped = schema !== undefined;
  // What was there stays until the program is read again.
  const isAwaited = isReading && !isTyped;
  const doesFit = !isTyped || form.isReady;
  const isShown = text.trim() !== "" || !doesFit;
  const dot = !parsed.isValid
    ? { words: "not valid", className: "bg-error" }
    : doesFit
      ? { words: "set", className: "bg-accent" }
      : { words: "unlike its type", className: "bg-warning" };
  return (
    <Popover
      label="Input"
      className="w-96"
      onOpenChange={(isOpen) => !isOpen && setWasOpened(true)}
      trigger={
        <Button icon={<Braces />} className="max-sm:px-2">
          <span className="max-sm:sr-only">Input</span>
          {isShown && (
            <span role="img" aria-label={dot.words} className={`size-1.5 rounded-full ${dot.className}`} />
          )}
        </Button>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the key that runs a program does so from its input as well. */}
      <div
        className="flex flex-col gap-3"
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
          event.preventDefault();
          event.stopPropagation();
          onRun();
        }}
      >
        {isTyped ? (
          <Suspense fallback={<SkeletonRows rows={3} rowClassName="h-8" isBare />}>
            <SchemaForm form={form} label="Input" areIssuesShown={wasOpened} />
          </Suspense>
        ) : isAwaited ? (
          <div role="status">
            <span className="sr-only">Reading what the program takes…</span>
            <SkeletonRows rows={3} rowClassName="h-8" isBare />
          </div>
        ) : (
          <Field label="Input as JSON" error={parsed.isValid ? undefined : parsed.message}>
            {(control) => (
              <Textarea
                {...control}
                value={text}
                rows={6}
                spellCheck={false}
                placeholder='{ "customer": "Ada" }'
                onChange={(event) => onChange(event.target.value)}
                className="code text-sm"
              />
            )}
          </Field>
        )}
        <p className="text-xs text-pretty text-muted">
          The program reads it as <span className="code">input</span>.
          {isTyped && " The form is made of the type that it gives it; a run is never refused for it."}
          {!isTyped && !isAwaited && (
            <>
              {" "}
              Where it says what it takes, a form stands here:{" "}
              <span className="code">{"declare const input: { customer: string };"}</span>
            </>
          )}
        </p>
      </div>
    </Popover>
  );
}
