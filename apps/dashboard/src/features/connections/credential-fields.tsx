import type { CredentialInput } from "@patchops/contract";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { PasswordInput } from "../../ui/password-input.tsx";
import { Select } from "../../ui/select.tsx";

export interface CredentialDraft {
  kind: "bearer" | "headers";
  headerName: string;
  value: string;
}

export const emptyCredential: CredentialDraft = { kind: "bearer", headerName: "", value: "" };

/** undefined while there is nothing to send. */
export function draftedCredential(draft: CredentialDraft): CredentialInput | undefined {
  const value = draft.value.trim();
  if (!value) return undefined;
  if (draft.kind === "bearer") return { kind: "bearer", token: value.replace(/^Bearer\s+/i, "") };
  const name = draft.headerName.trim();
  return name ? { kind: "headers", headers: { [name]: value } } : undefined;
}

export interface CredentialFieldsProps {
  draft: CredentialDraft;
  onChange: (draft: CredentialDraft) => void;
  hasFocus?: boolean;
}

/** A key for a server: a bearer token, or a header of another name. */
export function CredentialFields({ draft, onChange, hasFocus = false }: CredentialFieldsProps) {
  return (
    <div className="flex flex-col gap-3 sm:flex-row sm:items-end">
      <Field label="Kind" className="sm:w-36">
        {(control) => (
          <Select
            {...control}
            options={[
              { value: "bearer", label: "Bearer token" },
              { value: "headers", label: "Header" },
            ]}
            value={draft.kind}
            onChange={(kind) => onChange({ ...draft, kind })}
          />
        )}
      </Field>
      {draft.kind === "headers" && (
        <Field label="Header name" className="sm:w-40">
          {(control) => (
            <Input
              {...control}
              value={draft.headerName}
              placeholder="X-Api-Key"
              autoComplete="off"
              spellCheck={false}
              className="code text-sm"
              onChange={(event) => onChange({ ...draft, headerName: event.target.value })}
            />
          )}
        </Field>
      )}
      <Field label={draft.kind === "bearer" ? "Token" : "Value"} className="min-w-0 grow">
        {(control) => (
          <PasswordInput
            {...control}
            value={draft.value}
            autoComplete="off"
            autoFocus={hasFocus}
            className="code text-sm"
            onChange={(event) => onChange({ ...draft, value: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}
