import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { enterAs, useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatCount } from "../../format/format-number.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TextLink } from "../../ui/text-link.tsx";

const names = (all: readonly { name: string }[]) => all.map(({ name }) => name).join(", ");

/** Deletes the account of who is signed in: says before what goes, what is taken back, and what stays. */
export function DeleteAccount() {
  const { user } = useSession();
  const query = useQuery(trpc.account.removal.queryOptions());
  const [isAsking, setIsAsking] = useState(false);
  const remove = useMutation(trpc.account.remove.mutationOptions({ onSuccess: () => enterAs("/login") }));
  return (
    <section aria-labelledby="delete-title" className="flex flex-col items-start gap-3">
      <h2 id="delete-title" className="text-md font-semibold">
        Delete your account
      </h2>
      <Loadable
        query={query}
        what="what would be deleted"
        skeleton={<SkeletonRows rows={3} rowClassName="h-6" />}
      >
        {({ graceDays, goesAlong, needsOwner, isLastInstanceAdmin, apiKeys, apps, logins }) => {
          const isBarred = needsOwner.length > 0 || isLastInstanceAdmin;
          return (
            <>
              <ul className="flex list-disc flex-col gap-1 pl-5 text-sm">
                <li>
                  At once {formatCount(apiKeys, "API key")}, {formatCount(apps, "connected app")} and every
                  sign-in stop working.
                </li>
                <li>
                  For {formatCount(graceDays, "day")} you can take it back, by the mailed link or by signing
                  in. Then it is deleted for good.
                </li>
                {goesAlong.length > 0 && <li>With it goes what nobody else is in: {names(goesAlong)}.</li>}
                <li>{formatCount(logins, "sign-in")} at providers, taken back there.</li>
                <li>
                  What you did in organizations of others stays theirs, without your name but in their signed
                  audit. Bills are kept as the law wants it, without names.
                </li>
              </ul>
              <Button variant="danger" disabled={isBarred} onClick={() => setIsAsking(true)}>
                Delete account
              </Button>
              {needsOwner.length > 0 && (
                <p className="text-sm">
                  You are the only owner of {names(needsOwner)}.{" "}
                  <TextLink to="/settings/members" className="underline">
                    Make somebody else an owner
                  </TextLink>{" "}
                  first, or delete it.
                </p>
              )}
              {isLastInstanceAdmin && (
                <p className="text-sm">
                  You are the last admin of this instance: make somebody else one first.
                </p>
              )}
            </>
          );
        }}
      </Loadable>
      <p className="text-sm text-muted">
        An organization is deleted by its owners, under{" "}
        <TextLink to="/settings/organization" className="underline">
          Organization
        </TextLink>
        .
      </p>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => {
          setIsAsking(false);
          remove.reset();
        }}
        title="Delete your account?"
        action="Delete account"
        typedName={user.email}
        onConfirm={() => remove.mutate({ email: user.email })}
        isBusy={remove.isPending || remove.isSuccess}
        error={remove.error ? toErrorBody(remove.error).message : undefined}
      >
        You are signed out everywhere. A mail says until when you can take it back.
      </ConfirmDialog>
    </section>
  );
}
