import { useMutation } from "@tanstack/react-query";
import { trpc } from "../api/client.ts";
import { enterOrganization } from "../api/enter-organization.ts";
import { toErrorBody } from "../api/to-error-body.ts";
import { toast } from "../ui/toast.ts";

/** Goes on in another organization of the reader's. */
export function useSwitchOrganization(): (organizationId: string) => void {
  const { mutate } = useMutation(
    trpc.organization.switch.mutationOptions({
      onSuccess: enterOrganization,
      onError: (error) => toast({ title: "Not switched", detail: toErrorBody(error).message }),
    }),
  );
  return (organizationId) => mutate({ organizationId });
}
