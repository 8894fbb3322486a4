import type { CreatedApiKey } from "@patchops/contract";
import { CopyField } from "../../ui/copy-field.tsx";

/** The only place where a key is ever seen whole. */
export function CreatedKey({ created }: { created: CreatedApiKey }) {
  return <CopyField label={created.name} text={created.key} action="Copy key" />;
}
