import { useMutation } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { GuardedButton } from "../../ui/guarded-button.tsx";

/** Leads to the payment provider's page of card, address, tax id and invoices. */
export function PortalButton({ label }: { label: string }) {
  const reason = useRefusal("billing.portal", "change how it is paid");
  const portal = useMutation(
    trpc.billing.portal.mutationOptions({ onSuccess: ({ url }) => window.location.assign(url) }),
  );
  return (
    <>
      <GuardedButton size="small" reason={reason} isBusy={portal.isPending} onClick={() => portal.mutate()}>
        {label}
      </GuardedButton>
      {portal.error && (
        <span role="alert" className="text-xs text-error">
          {toErrorBody(portal.error).message}
        </span>
      )}
    </>
  );
}
