import type { Member, MemberHoldings } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatCount } from "../../format/format-number.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { toast } from "../../ui/toast.ts";

export interface RemoveMemberDialogProps {
  /** Who is to go; undefined = the dialog is closed. */
  member: Member | undefined;
  /** Who stays, and may take their connections over. */
  others: readonly Member[];
  onClose: () => void;
}

function endings({ logins, apiKeys, apps, sessions, accounts }: MemberHoldings): string {
  return [
    formatCount(logins, "login"),
    formatCount(apiKeys, "API key"),
    formatCount(apps, "connected app"),
    formatCount(sessions, "open session"),
    formatCount(accounts, "account"),
  ]
    .filter((text) => !text.startsWith("0 "))
    .join(", ");
}

/** Says what ends with a member, asks who takes their connections over, and for their address to be typed. */
export function RemoveMemberDialog({ member, others, onClose }: RemoveMemberDialogProps) {
  const cache = useQueryClient();
  const { user } = useSession();
  const [heir, setHeir] = useState(user.id);
  useEffect(() => setHeir(user.id), [member, user.id]);
  const userId = member?.userId ?? "";
  const holdings = useQuery({
    ...trpc.member.holdings.queryOptions({ userId }),
    enabled: member !== undefined,
    staleTime: 0,
  });
  const remove = useMutation(
    trpc.member.remove.mutationOptions({
      onSuccess: () => {
        toast({ title: `${member?.name ?? member?.email ?? "The member"} was removed` });
        onClose();
        void cache.invalidateQueries({ queryKey: trpc.member.list.queryKey() });
        void cache.invalidateQueries({ queryKey: trpc.connection.list.queryKey() });
      },
    }),
  );
  const held = holdings.data;
  const ended = held && endings(held);
  return (
    <ConfirmDialog
      isOpen={member !== undefined}
      onClose={() => {
        onClose();
        remove.reset();
      }}
      title={`Remove ${member?.name ?? member?.email ?? "the member"}?`}
      action="Remove member"
      {...(member && { typedName: member.email })}
      onConfirm={() => remove.mutate({ userId, reassignTo: heir })}
      isBusy={remove.isPending}
      error={remove.error ? toErrorBody(remove.error).message : undefined}
    >
      <div className="flex flex-col gap-3">
        <p>
          {ended === undefined
            ? "Looking at what they hold…"
            : ended === ""
              ? "They hold nothing here that would end."
              : `At once, and within 5 s on every node, this ends: ${ended}.`}{" "}
          Their calls stay in Activity. Their account and other organizations are not touched.
        </p>
        {held && held.connections.length > 0 && (
          <>
            <div>
              <p>Connections that they added, which stay and pass on:</p>
              <ul className="list-disc pl-5 text-text">
                {held.connections.map(({ id, name }) => (
                  <li key={id}>{name}</li>
                ))}
              </ul>
            </div>
            <Field label="They pass on to">
              {(control) => (
                <Select
                  {...control}
                  options={others.map((other) => ({
                    value: other.userId,
                    label: other.name ?? other.email,
                  }))}
                  value={heir}
                  onChange={setHeir}
                />
              )}
            </Field>
          </>
        )}
      </div>
    </ConfirmDialog>
  );
}
