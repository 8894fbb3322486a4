import type { CreatedScimToken } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { CopyField } from "../../ui/copy-field.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { NamedForm } from "../../ui/named-form.tsx";
import { useWhileOpen } from "../../ui/use-while-open.ts";

export interface CreateScimTokenDialogProps {
  isOpen: boolean;
  onClose: () => void;
}

/** The only place where a directory's token is ever seen whole. */
export function CreateScimTokenDialog({ isOpen, onClose }: CreateScimTokenDialogProps) {
  const cache = useQueryClient();
  const [created, setCreated] = useWhileOpen<CreatedScimToken | undefined>(isOpen, undefined);
  const create = useMutation(
    trpc.scim.createToken.mutationOptions({
      onSuccess: (token) => {
        setCreated(token);
        void cache.invalidateQueries({ queryKey: trpc.scim.get.queryKey() });
      },
    }),
  );
  const close = () => {
    create.reset();
    onClose();
  };
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      title={created ? "Copy the token now" : "Create a token for your directory"}
      description={created ? "It is shown this once; only its hash is kept." : undefined}
      footer={
        created ? (
          <Button variant="primary" onClick={close}>
            Done
          </Button>
        ) : (
          <>
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" form="create-scim-token" variant="primary" isBusy={create.isPending}>
              Create token
            </Button>
          </>
        )
      }
    >
      {created ? (
        <CopyField label={created.name} text={created.token} action="Copy token" />
      ) : (
        isOpen && (
          <NamedForm
            id="create-scim-token"
            thing="token"
            placeholder="Okta"
            hint="Your directory's name: the audit log calls what it does by it."
            maxLength={100}
            error={create.error && toErrorBody(create.error)}
            onSubmit={(name) => !create.isPending && create.mutate({ name })}
          >
            {() => null}
          </NamedForm>
        )
      )}
    </Dialog>
  );
}
