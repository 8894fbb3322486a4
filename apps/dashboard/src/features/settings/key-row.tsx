import { type ApiKey, scopes as allScopes, ordinaryScopes } from "@patchops/contract";
import { useSession } from "../../api/session.ts";
import { formatCount } from "../../format/format-number.ts";
import { useNow } from "../../format/use-now.ts";
import { Badge } from "../../ui/badge.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Time } from "../../ui/time.tsx";
import { BudgetButton } from "../budget/budget-button.tsx";
import { shortPrefix } from "./short-prefix.ts";

export interface KeyRowProps {
  apiKey: ApiKey;
  /** Why keys may not be changed. */
  reason: string | undefined;
  onRevoke: () => void;
}

/** What a key may do, in few words: most keys have all ordinary ones. */
function scopeWords(scopes: ApiKey["scopes"]): string {
  if (scopes.length === allScopes.length) return "everything";
  if (scopes.length === ordinaryScopes.length && ordinaryScopes.every((scope) => scopes.includes(scope)))
    return "everything but keys and policies";
  return scopes.join(", ");
}

export function KeyRow({ apiKey, reason, onRevoke }: KeyRowProps) {
  const { user } = useSession();
  const nowMs = useNow();
  const { callsPerMonth, createdBy, expiresAt, lastUsedAddress, lastUsedAgent, lastUsedAt, revokedAt } =
    apiKey;
  const isExpired = expiresAt !== null && Date.parse(expiresAt) <= nowMs;
  const isDead = revokedAt !== null || isExpired;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 grow basis-64">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
          <span className={isDead ? "font-medium text-muted line-through" : "font-medium"}>
            {apiKey.name}
          </span>
          <span className="code min-w-0 truncate text-xs text-muted" title={apiKey.prefix}>
            {shortPrefix(apiKey.prefix)}
          </span>
          {revokedAt !== null ? <Badge>revoked</Badge> : isExpired && <Badge tone="warning">expired</Badge>}
        </p>
        <p className="text-xs text-pretty text-muted">
          {scopeWords(apiKey.scopes)}
          {apiKey.profile && <> · profile {apiKey.profile}</>}
          {callsPerMonth !== null && <> · at most {formatCount(callsPerMonth, "call")} a month</>}
          {createdBy.id !== user.id && <> · of {createdBy.name ?? createdBy.email}</>}
          {" · "}
          {revokedAt !== null ? (
            <>
              revoked <Time at={revokedAt} />
            </>
          ) : expiresAt === null ? (
            "does not expire"
          ) : (
            <>
              {isExpired ? "expired" : "expires"} <Time at={expiresAt} />
            </>
          )}
        </p>
      </div>
      <p className="text-xs text-muted" title={lastUsedAgent ?? undefined}>
        {lastUsedAt ? (
          <>
            used <Time at={lastUsedAt} />
            {lastUsedAddress && (
              <>
                {" "}
                from <span className="numbers">{lastUsedAddress}</span>
              </>
            )}
          </>
        ) : (
          "never used"
        )}
      </p>
      {!isDead && <BudgetButton kind="key" id={apiKey.id} name={apiKey.name} limit={callsPerMonth} />}
      {!isDead && (
        <GuardedButton size="small" reason={reason} aria-label={`Revoke ${apiKey.name}`} onClick={onRevoke}>
          Revoke
        </GuardedButton>
      )}
    </li>
  );
}
