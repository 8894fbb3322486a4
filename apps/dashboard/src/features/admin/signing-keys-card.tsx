import type { SigningKeyPurpose, SigningKeyState } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatCount } from "../../format/format-number.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Time } from "../../ui/time.tsx";

const words: Record<SigningKeyPurpose, { title: string; detail: string }> = {
  tokens: {
    title: "Access tokens of connected apps",
    detail: "Renewed every 30 days by itself. What an older key signed ends within ten minutes.",
  },
  cookies: {
    title: "Cookies of sign-ins under way",
    detail: "An older key is believed for an hour: nobody starts anew.",
  },
  audit: {
    title: "Audit entries",
    detail: "An older key is kept to verify what it signed, and signs nothing more.",
  },
};

/** What the instance signs with, and new keys for all of it. */
export function SigningKeysCard({ states }: { states: readonly SigningKeyState[] }) {
  const client = useQueryClient();
  const [isAsked, setIsAsked] = useState(false);
  const rotate = useMutation(
    trpc.admin.rotateSigningKeys.mutationOptions({
      onSuccess: () => setIsAsked(false),
      onSettled: () => client.invalidateQueries({ queryKey: trpc.admin.signingKeys.queryKey() }),
    }),
  );
  return (
    <section
      aria-labelledby="signing-keys"
      className="flex flex-col gap-4 rounded-lg border border-hairline p-4"
    >
      <div>
        <h2 id="signing-keys" className="text-base font-semibold">
          Signing keys
        </h2>
        <p className="text-sm text-muted">
          Each node knows a new key before one of them signs with it. Webhooks have secrets of their own,
          which their organizations change.
        </p>
      </div>
      <ul aria-label="Signing keys" className="divide-y divide-hairline">
        {states.map(({ purpose, usedSince, nextAt, older }) => (
          <li key={purpose} className="py-2 text-sm">
            <p className="flex flex-wrap justify-between gap-x-4">
              <span className="font-medium">{words[purpose].title}</span>
              <span className="text-muted">
                {nextAt !== null ? (
                  <>
                    new key signs from <Time at={nextAt} style="fixed" />
                  </>
                ) : usedSince === null ? (
                  "since the instance was made"
                ) : (
                  <>
                    since <Time at={usedSince} />
                  </>
                )}
                {older > 0 && `, ${formatCount(older, "older key")}`}
              </span>
            </p>
            <p className="text-xs text-muted">{words[purpose].detail}</p>
          </li>
        ))}
      </ul>
      <div>
        <Button onClick={() => setIsAsked(true)}>Sign with new keys</Button>
      </div>
      <ConfirmDialog
        isOpen={isAsked}
        onClose={() => setIsAsked(false)}
        title="Sign with new keys?"
        action="Sign with new keys"
        typedName="sign"
        isBusy={rotate.isPending}
        error={rotate.error ? toErrorBody(rotate.error).message : undefined}
        onConfirm={() => rotate.mutate({})}
      >
        Nobody is signed out. Cookies and audit go over to their new keys within a minute.
      </ConfirmDialog>
    </section>
  );
}
