import { type ConnectedApp, scopeDescriptions } from "@patchops/contract";
import { useSession } from "../../api/session.ts";
import { formatCount } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Time } from "../../ui/time.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";

export interface AppRowProps {
  app: ConnectedApp;
  /** Why apps may not be revoked. */
  reason: string | undefined;
  onRevoke: () => void;
}

export function AppRow({ app, reason, onRevoke }: AppRowProps) {
  const { user } = useSession();
  const { client } = app;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 grow basis-64">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
          <span className="font-medium wrap-anywhere">
            <VisibleText>{client.name}</VisibleText>
          </span>
          {client.host && <span className="text-xs text-muted">{client.host}</span>}
          {!client.isVerified && <Badge tone="warning">unverified</Badge>}
        </p>
        <p className="text-xs text-pretty text-muted">
          {app.scopes.map((scope) => scopeDescriptions[scope]).join(", ")}
          {" · "}
          <span className="code">{app.endpoints.join(", ")}</span>
          {app.user.id !== user.id && <> · of {app.user.name ?? app.user.email}</>}
          {" · "}
          {app.organization.name}
          {" · "}allowed <Time at={app.createdAt} />
          {" · "}
          {formatCount(app.signIns, "sign-in")}, {formatCount(app.sessions, "session")} today
        </p>
      </div>
      <p className="text-xs text-muted">
        {app.lastUsedAt ? (
          <>
            used <Time at={app.lastUsedAt} />
          </>
        ) : (
          "never used"
        )}
      </p>
      <GuardedButton size="small" reason={reason} aria-label={`Revoke ${client.name}`} onClick={onRevoke}>
        Revoke
      </GuardedButton>
    </li>
  );
}
