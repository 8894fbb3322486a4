import type { Workflow } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { toast } from "../../ui/toast.ts";
import { triggerWords } from "./trigger-words.ts";

export function RemoveWorkflow({ workflow, reason }: { workflow: Workflow; reason: string | undefined }) {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [isOpen, setIsOpen] = useState(false);
  const { name, triggers } = workflow;
  const remove = useMutation(
    trpc.workflow.remove.mutationOptions({
      onSuccess: async () => {
        toast({ title: `${name} was removed` });
        await navigate({ to: "/workflows", ignoreBlocker: true });
        cache.removeQueries({ queryKey: trpc.workflow.get.queryKey({ name }) });
        void cache.invalidateQueries({ queryKey: trpc.workflow.list.queryKey() });
      },
    }),
  );
  return (
    <section aria-label="Remove" className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <p className="min-w-48 grow basis-0 text-sm text-muted">
        Removing it ends its triggers and takes its versions away. Its runs stay.
      </p>
      <GuardedButton variant="danger" reason={reason} onClick={() => setIsOpen(true)}>
        Remove workflow
      </GuardedButton>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => {
          setIsOpen(false);
          remove.reset();
        }}
        title={`Remove ${name}?`}
        action="Remove workflow"
        typedName={name}
        onConfirm={() => remove.mutate({ name })}
        isBusy={remove.isPending}
        error={remove.error ? toErrorBody(remove.error).message : undefined}
      >
        What starts it ends at once: {triggerWords(triggers).toLowerCase()}. This cannot be taken back.
      </ConfirmDialog>
    </section>
  );
}
