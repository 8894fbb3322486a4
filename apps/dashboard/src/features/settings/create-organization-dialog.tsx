import { useMutation } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { enterOrganization } from "../../api/enter-organization.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { NamedForm } from "../../ui/named-form.tsx";

/** Makes an organization, and goes on in it. */
export function CreateOrganizationDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const create = useMutation(trpc.organization.create.mutationOptions({ onSuccess: enterOrganization }));
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="Create an organization"
      description="It has connections, keys, members and usage of its own. You own it."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="create-organization"
            variant="primary"
            isBusy={create.isPending || create.isSuccess}
          >
            Create organization
          </Button>
        </>
      }
    >
      {isOpen && (
        <NamedForm
          id="create-organization"
          thing="organization"
          placeholder="Acme"
          maxLength={100}
          error={create.error && toErrorBody(create.error)}
          onSubmit={(name) => {
            if (!create.isPending) create.mutate({ name });
          }}
        >
          {() => null}
        </NamedForm>
      )}
    </Dialog>
  );
}
