import type { AddConnectionInput, CatalogEntry, CredentialInput } from "@patchops/contract";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { PasswordInput } from "../../ui/password-input.tsx";

function credentialOf({ auth }: CatalogEntry, key: string): CredentialInput | undefined {
  if (!key) return undefined;
  return auth.kind === "api_key"
    ? { kind: "headers", headers: { [auth.header]: key } }
    : { kind: "bearer", token: key.replace(/^Bearer\s+/i, "") };
}

export interface CatalogEntryFormProps {
  entry: CatalogEntry;
  isBusy: boolean;
  onCancel: () => void;
  onConnect: (input: AddConnectionInput) => void;
}

/** What a catalog entry asks for before it is connected: its key, the provider's id of the server. */
export function CatalogEntryForm({ entry, isBusy, onCancel, onConnect }: CatalogEntryFormProps) {
  const [key, setKey] = useState("");
  const [instanceId, setInstanceId] = useState("");
  const [wasTried, setWasTried] = useState(false);
  const { auth, instance, slug } = entry;
  const wantsKey = "isRequired" in auth;
  const lacksKey = wantsKey && auth.isRequired && !key.trim();
  const lacksInstance = instance?.isRequired === true && !instanceId.trim();
  const submit = () => {
    setWasTried(true);
    if (isBusy || lacksKey || lacksInstance) return;
    const credential = credentialOf(entry, key.trim());
    const id = instanceId.trim();
    onConnect({
      target: { kind: "catalog", entry: slug, ...(id && { instanceId: id }) },
      ...(credential && { credential }),
    });
  };
  return (
    <form
      noValidate
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {instance && (
        <Field
          label={instance.label}
          isOptional={!instance.isRequired}
          error={wasTried && lacksInstance ? "Fill this in." : undefined}
        >
          {(control) => (
            <Input
              {...control}
              value={instanceId}
              placeholder={instance.example ?? ""}
              autoFocus
              autoComplete="off"
              spellCheck={false}
              className="code text-sm"
              onChange={(event) => setInstanceId(event.target.value)}
            />
          )}
        </Field>
      )}
      {wantsKey && (
        <Field
          label="Key"
          isOptional={!auth.isRequired}
          hint="Sealed before it is stored. It is sent to this server only."
          error={wasTried && lacksKey ? "Paste the key." : undefined}
        >
          {(control) => (
            <PasswordInput
              {...control}
              value={key}
              autoFocus={!instance}
              autoComplete="off"
              className="code text-sm"
              onChange={(event) => setKey(event.target.value)}
            />
          )}
        </Field>
      )}
      <div className="flex gap-2">
        <Button type="submit" variant="primary" size="small" isBusy={isBusy}>
          Connect
        </Button>
        <Button size="small" variant="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
