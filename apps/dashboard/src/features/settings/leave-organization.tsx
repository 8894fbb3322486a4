import { useMutation, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { trpc } from "../../api/client.ts";
import { enterOrganization } from "../../api/enter-organization.ts";
import { enterAs, useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { TextLink } from "../../ui/text-link.tsx";

/** Leaves the organization that the pages show. */
export function LeaveOrganization() {
  const { organization, role } = useSession();
  const reasonId = useId();
  const isOwner = role === "owner";
  const members = useQuery(trpc.member.list.queryOptions(undefined, { enabled: isOwner }));
  // Pages of others have read the list as well.
  const isLastOwner = isOwner && members.data?.filter((member) => member.role === "owner").length === 1;
  const [isAsking, setIsAsking] = useState(false);
  const leave = useMutation(
    trpc.organization.leave.mutationOptions({
      onSuccess: ({ switchedTo }) => (switchedTo === null ? enterAs("/login") : enterOrganization()),
    }),
  );
  return (
    <section aria-labelledby="leave-title" className="flex flex-col items-start gap-2">
      <h2 id="leave-title" className="text-md font-semibold">
        Leave this organization
      </h2>
      <p className="text-sm text-muted">
        Your keys, apps and sessions here end. Connections that you added pass on to an owner.
      </p>
      <Button
        disabled={isLastOwner || (isOwner && members.isPending)}
        aria-describedby={isLastOwner ? reasonId : undefined}
        onClick={() => setIsAsking(true)}
      >
        Leave {organization.name}
      </Button>
      {isLastOwner && (
        <p id={reasonId} className="text-sm">
          You are its only owner.{" "}
          <TextLink to="/settings/members" className="underline">
            Make somebody else an owner
          </TextLink>{" "}
          first.
        </p>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => {
          setIsAsking(false);
          leave.reset();
        }}
        title={`Leave ${organization.name}?`}
        action="Leave organization"
        typedName={organization.name}
        onConfirm={() => leave.mutate()}
        isBusy={leave.isPending || leave.isSuccess}
        error={leave.error ? errorWords(leave.error) : undefined}
      >
        Clients that use your keys here stop within 5 s. To come back you need an invitation.
      </ConfirmDialog>
    </section>
  );
}

function errorWords(error: unknown): string {
  const { message, next } = toErrorBody(error);
  return [message, next].filter(Boolean).join(" ");
}
