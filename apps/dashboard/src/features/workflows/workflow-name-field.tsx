import { snippetNamePattern, snippetNameWords } from "@patchops/contract";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";

export interface WorkflowNameFieldProps {
  value: string;
  onChange: (name: string) => void;
  /** What this name would come to, where that is more than a new workflow. */
  hint?: string | undefined;
  /** Why a well-formed name cannot be had. */
  problem?: string | undefined;
}

/** Whether a workflow may be called by it. */
export function isWorkflowName(name: string): boolean {
  return snippetNamePattern.test(name);
}

/** What a workflow is called by. */
export function WorkflowNameField({ value, onChange, hint, problem }: WorkflowNameFieldProps) {
  return (
    <Field
      label="Name"
      hint={hint ?? "It stays: files, clients and code call it by this."}
      error={value === "" || isWorkflowName(value) ? problem : snippetNameWords}
    >
      {(control) => (
        <Input
          {...control}
          value={value}
          autoFocus
          required
          maxLength={63}
          autoComplete="off"
          spellCheck={false}
          placeholder="weekly-report"
          className="code"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
