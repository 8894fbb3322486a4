import type { CreatedApiKey } from "@patchops/contract";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";

/** The only place where a key is ever seen whole. */
export function CreatedKey({ created }: { created: CreatedApiKey }) {
  return (
    <div className="flex items-end gap-2">
      <Field label={created.name} className="min-w-0 grow">
        {(control) => (
          <Input
            {...control}
            value={created.key}
            readOnly
            onFocus={(event) => event.target.select()}
            className="code text-sm"
          />
        )}
      </Field>
      <CopyButton variant="button" size="medium" text={created.key} label="Copy key" />
    </div>
  );
}
