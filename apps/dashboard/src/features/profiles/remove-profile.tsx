import type { Profile } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { toast } from "../../ui/toast.ts";

export function RemoveProfile({ profile }: { profile: Profile }) {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const { scopes, role } = useSession();
  const [isOpen, setIsOpen] = useState(false);
  const reason = scopes.includes("policies:manage")
    ? undefined
    : `Your role (${role}) may not remove profiles.`;
  const remove = useMutation(
    trpc.profile.remove.mutationOptions({
      onSuccess: () => {
        toast({ title: `${profile.name} was removed` });
        void navigate({ to: "/settings/profiles" });
        for (const queryKey of [
          trpc.profile.list.queryKey(),
          trpc.apiKey.list.queryKey(),
          trpc.tool.pathKey(),
        ]) {
          void cache.invalidateQueries({ queryKey });
        }
      },
    }),
  );
  return (
    <section aria-label="Remove" className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <p className="min-w-48 grow basis-0 text-sm text-muted">
        Removing it ends its address, the keys that are bound to it, and its rules.
      </p>
      <GuardedButton variant="danger" reason={reason} onClick={() => setIsOpen(true)}>
        Remove profile
      </GuardedButton>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => {
          setIsOpen(false);
          remove.reset();
        }}
        title={`Remove ${profile.name}?`}
        action="Remove profile"
        typedName={profile.slug}
        onConfirm={() => remove.mutate({ profile: profile.id })}
        isBusy={remove.isPending}
        error={remove.error ? toErrorBody(remove.error).message : undefined}
      >
        <p>
          Clients at <span className="code wrap-anywhere">{profile.url}</span> are refused at once
          {profile.keys > 0 &&
            `, and ${profile.keys === 1 ? "the key that is" : `the ${profile.keys} keys that are`} bound to it revoked`}
          . Its calls stay in activity. This cannot be taken back.
        </p>
      </ConfirmDialog>
    </section>
  );
}
