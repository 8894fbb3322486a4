import type { CreatedInvitation } from "@patchops/contract";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";

/** The only place where an invitation's link is ever seen. */
export function InvitationLink({ invitation }: { invitation: CreatedInvitation }) {
  const link = invitation.link ?? "";
  return (
    <div className="flex items-end gap-2">
      <Field label="Invitation link" className="min-w-0 grow">
        {(control) => (
          <Input
            {...control}
            value={link}
            readOnly
            onFocus={(event) => event.target.select()}
            className="code text-sm"
          />
        )}
      </Field>
      <CopyButton variant="button" size="medium" text={link} label="Copy link" />
    </div>
  );
}
