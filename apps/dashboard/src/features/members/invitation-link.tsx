import type { CreatedInvitation } from "@patchops/contract";
import { CopyField } from "../../ui/copy-field.tsx";

/** The only place where an invitation's link is ever seen. */
export function InvitationLink({ invitation }: { invitation: CreatedInvitation }) {
  return <CopyField label="Invitation link" text={invitation.link ?? ""} action="Copy link" />;
}
