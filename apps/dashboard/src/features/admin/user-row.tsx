import type { InstanceUser } from "@patchops/contract";
import { useMutation } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Time } from "../../ui/time.tsx";
import { toast } from "../../ui/toast.ts";

export interface UserRowProps {
  user: InstanceUser;
  onSuspend: () => void;
  onImpersonate: () => void;
  onChanged: () => void;
}

export function UserRow({ user, onSuspend, onImpersonate, onChanged }: UserRowProps) {
  const session = useSession();
  const lift = useMutation(
    trpc.admin.lift.mutationOptions({
      onSuccess: () => {
        toast({ title: `${user.email} can sign in again` });
        onChanged();
      },
    }),
  );
  const settle = useMutation(trpc.admin.settleAppeal.mutationOptions({ onSuccess: onChanged }));
  const failure = (lift.error ?? settle.error) && toErrorBody(lift.error ?? settle.error);
  const isSuspended = user.status === "suspended";
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 grow basis-64">
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <span className="font-medium wrap-anywhere">{user.email}</span>
          {user.name && <span className="text-muted">{user.name}</span>}
          {user.isInstanceAdmin && <Badge tone="accent">instance admin</Badge>}
          {isSuspended && <Badge tone="warning">suspended</Badge>}
          {user.status === "deleted" && <Badge tone="warning">to be deleted</Badge>}
        </p>
        <p className="text-xs text-muted">
          {user.organizations.join(", ") || "no organization"} · since <Time at={user.createdAt} /> ·{" "}
          {user.lastLoginAt ? (
            <>
              signed in <Time at={user.lastLoginAt} />
            </>
          ) : (
            "never signed in"
          )}
        </p>
        {isSuspended && (
          <p className="mt-1 text-xs wrap-anywhere">
            Suspended {user.suspendedAt && <Time at={user.suspendedAt} />}: {user.suspensionReason}
          </p>
        )}
        {user.appeal && (
          <figure className="mt-2 rounded-md bg-surface px-3 py-2 text-sm">
            <figcaption className="text-xs text-muted">They object:</figcaption>
            <blockquote className="whitespace-pre-wrap wrap-anywhere">{user.appeal}</blockquote>
          </figure>
        )}
        {failure && (
          <p role="alert" className="mt-1 text-xs text-error">
            {failure.message}
          </p>
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        {user.appeal && (
          <Button
            size="small"
            isBusy={settle.isPending}
            aria-label={`Keep suspended: ${user.email}`}
            onClick={() => settle.mutate({ userId: user.id })}
          >
            Keep suspended
          </Button>
        )}
        {user.status === "active" && (
          <GuardedButton
            size="small"
            reason={whyNotAs(user)}
            aria-label={`Look as ${user.email}`}
            onClick={onImpersonate}
          >
            Look as
          </GuardedButton>
        )}
        {isSuspended ? (
          <Button
            size="small"
            isBusy={lift.isPending}
            aria-label={`Lift the suspension of ${user.email}`}
            onClick={() => lift.mutate({ userId: user.id })}
          >
            Lift
          </Button>
        ) : (
          <GuardedButton
            size="small"
            reason={user.id === session.user.id ? "You cannot suspend yourself." : undefined}
            aria-label={`Suspend ${user.email}`}
            onClick={onSuspend}
          >
            Suspend
          </GuardedButton>
        )}
      </div>
    </li>
  );
}

function whyNotAs({ isInstanceAdmin, memberships }: InstanceUser): string | undefined {
  if (isInstanceAdmin) return "Nobody looks as an admin of the instance.";
  return memberships.length === 0 ? "They are in no organization." : undefined;
}
