import type { Scim } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Time } from "../../ui/time.tsx";
import { CreateScimTokenDialog } from "./create-scim-token-dialog.tsx";
import { shortPrefix } from "./short-prefix.ts";

type Token = Scim["tokens"][number];

export interface ScimTokensProps {
  tokens: Scim["tokens"];
  /** Why this person may make and revoke none. */
  refusal: string | undefined;
}

/** By which the directory comes; another one is made before the old one is revoked. */
export function ScimTokens({ tokens, refusal }: ScimTokensProps) {
  const cache = useQueryClient();
  const [isCreating, setIsCreating] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const revoke = useMutation(
    trpc.scim.revokeToken.mutationOptions({
      onSuccess: () => {
        setRevoking(null);
        void cache.invalidateQueries({ queryKey: trpc.scim.get.queryKey() });
      },
    }),
  );
  return (
    <div className="flex flex-col gap-3">
      {tokens.length > 0 && (
        <ul aria-label="SCIM tokens" className="divide-y divide-hairline rounded-lg border border-hairline">
          {tokens.map((token) => (
            <li key={token.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
              <div className="min-w-0 grow basis-56">
                <p className="flex flex-wrap items-center gap-x-2 text-sm">
                  <span className="font-medium wrap-anywhere">{token.name}</span>
                  <span className="code min-w-0 truncate text-xs text-muted" title={token.prefix}>
                    {shortPrefix(token.prefix)}
                  </span>
                </p>
                <p className="text-xs text-muted">
                  made <Time at={token.createdAt} />
                  {" · "}
                  {token.lastUsedAt === null ? (
                    "never used"
                  ) : (
                    <>
                      used <Time at={token.lastUsedAt} />
                      {token.lastUsedAddress !== null && ` from ${token.lastUsedAddress}`}
                    </>
                  )}
                </p>
              </div>
              <GuardedButton
                size="small"
                reason={refusal}
                aria-label={`Revoke ${token.name}`}
                onClick={() => !refusal && setRevoking(token)}
              >
                Revoke
              </GuardedButton>
            </li>
          ))}
        </ul>
      )}
      <GuardedButton className="self-start" reason={refusal} onClick={() => !refusal && setIsCreating(true)}>
        Create a token
      </GuardedButton>
      <CreateScimTokenDialog isOpen={isCreating} onClose={() => setIsCreating(false)} />
      <ConfirmDialog
        isOpen={revoking !== null}
        onClose={() => {
          setRevoking(null);
          revoke.reset();
        }}
        title={`Revoke ${revoking?.name ?? "the token"}?`}
        action="Revoke token"
        onConfirm={() => revoking && revoke.mutate({ id: revoking.id })}
        isBusy={revoke.isPending}
        error={revoke.error ? toErrorBody(revoke.error).message : undefined}
      >
        <p>
          A directory that sends it is refused at once. People whom it added stay members until somebody
          removes them.
        </p>
      </ConfirmDialog>
    </div>
  );
}
