import { Braces } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Popover } from "../../ui/popover.tsx";
import { Textarea } from "../../ui/textarea.tsx";
import { parseJsonText } from "./parse-json-text.ts";

export interface InputEditorProps {
  text: string;
  onChange: (text: string) => void;
}

/** What the program reads as `input`. */
export function InputEditor({ text, onChange }: InputEditorProps) {
  const parsed = parseJsonText(text);
  return (
    <Popover
      label="Input"
      className="w-96"
      trigger={
        <Button icon={<Braces />} className="max-sm:px-2">
          <span className="max-sm:sr-only">Input</span>
          {text.trim() !== "" && (
            <span
              role="img"
              aria-label={parsed.isValid ? "set" : "not valid"}
              className={`size-1.5 rounded-full ${parsed.isValid ? "bg-accent" : "bg-error"}`}
            />
          )}
        </Button>
      }
    >
      <Field
        label="Input as JSON"
        hint={
          <>
            The program reads it as <span className="code">input</span>.
          </>
        }
        error={parsed.isValid ? undefined : parsed.message}
      >
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
    </Popover>
  );
}
