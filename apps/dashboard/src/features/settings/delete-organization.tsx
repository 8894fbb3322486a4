import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { enterAs, useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { formatCount } from "../../format/format-number.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";

/** Deletes the organization that the pages show. */
export function DeleteOrganization() {
  const { organization } = useSession();
  const reason = useRefusal("organization.remove", "delete it");
  const removal = useQuery(
    trpc.organization.removal.queryOptions(undefined, { enabled: reason === undefined }),
  );
  const [isAsking, setIsAsking] = useState(false);
  const remove = useMutation(
    trpc.organization.remove.mutationOptions({ onSuccess: () => enterAs("/login") }),
  );
  const what = removal.data;
  return (
    <section aria-labelledby="delete-title" className="flex flex-col items-start gap-2">
      <h2 id="delete-title" className="text-md font-semibold">
        Delete this organization
      </h2>
      <p className="text-sm text-muted">
        {what === undefined
          ? "Everything of it goes: connections, keys, workflows, calls and totals."
          : `With it go ${formatCount(what.connections, "connection")}, ${formatCount(what.logins, "sign-in")} at providers (taken back there), ${formatCount(what.apiKeys, "API key")} and ${formatCount(what.workflows, "workflow")}; ${formatCount(what.members, "member")} lose their access at once.${what.hasSubscription ? " Its subscription ends with a final invoice." : ""} For ${formatCount(what.graceDays, "day")} you can take it back. Bills are kept as the law wants it.`}
      </p>
      <GuardedButton variant="danger" reason={reason} onClick={() => setIsAsking(true)}>
        Delete {organization.name}
      </GuardedButton>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => {
          setIsAsking(false);
          remove.reset();
        }}
        title={`Delete ${organization.name}?`}
        action="Delete organization"
        typedName={organization.name}
        onConfirm={() => remove.mutate({ name: organization.name })}
        isBusy={remove.isPending || remove.isSuccess}
        error={remove.error ? toErrorBody(remove.error).message : undefined}
      >
        From now on no key, app or workflow of it works, for nobody. Owners are mailed a link that takes it
        back.
      </ConfirmDialog>
    </section>
  );
}
