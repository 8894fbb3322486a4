import { describeBrowser, type LoginSession } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Monitor, Smartphone } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatCount } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Time } from "../../ui/time.tsx";
import { toast } from "../../ui/toast.ts";
import { LoginHistory } from "./login-history.tsx";

export function DevicesPage() {
  const client = useQueryClient();
  const query = useQuery(trpc.session.list.queryOptions(undefined, { refetchInterval: 15_000 }));
  const refresh = () => void client.invalidateQueries({ queryKey: trpc.session.list.queryKey() });
  const [isAsking, setIsAsking] = useState(false);
  const others = query.data?.filter((session) => !session.isCurrent).length ?? 0;
  const revokeOthers = useMutation(
    trpc.session.revokeOthers.mutationOptions({
      onSuccess: ({ ended }) => {
        setIsAsking(false);
        toast({ title: `${formatCount(ended, "device")} signed out` });
        refresh();
      },
    }),
  );
  return (
    <>
      <PageHeader
        title="Devices"
        description="Browsers in which you are signed in."
        actions={others > 0 && <Button onClick={() => setIsAsking(true)}>Sign out all others</Button>}
      />
      <Loadable query={query} what="your devices" skeleton={<SkeletonRows rows={2} rowClassName="h-15" />}>
        {(sessions) => (
          <ul aria-label="Devices" className="divide-y divide-hairline rounded-lg border border-hairline">
            {sessions
              .toSorted((one, other) => Number(other.isCurrent) - Number(one.isCurrent))
              .map((session) => (
                <Device key={session.id} session={session} onRevoked={refresh} />
              ))}
          </ul>
        )}
      </Loadable>
      <LoginHistory />
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        title="Sign out all other devices?"
        action="Sign out others"
        onConfirm={() => revokeOthers.mutate()}
        isBusy={revokeOthers.isPending}
        error={revokeOthers.error ? toErrorBody(revokeOthers.error).message : undefined}
      >
        {formatCount(others, "browser asks", "browsers ask")} for the password again, and count as new devices
        then. This one stays, and so do API keys.
      </ConfirmDialog>
    </>
  );
}

function Device({ session, onRevoked }: { session: LoginSession; onRevoked: () => void }) {
  const revoke = useMutation(
    trpc.session.revoke.mutationOptions({
      onSuccess: () => {
        toast({ title: "Signed out there" });
        onRevoked();
      },
    }),
  );
  const { name, isPhone } = describeBrowser(session.userAgent);
  const Icon = isPhone ? Smartphone : Monitor;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <Icon aria-hidden className="size-5 shrink-0 text-muted" />
      <div className="min-w-0 grow">
        <p
          className="flex flex-wrap items-center gap-2 text-sm font-medium"
          title={session.userAgent ?? undefined}
        >
          {name} {session.isCurrent && <Badge tone="accent">this one</Badge>}
        </p>
        <p className="text-xs text-muted">
          {session.address && (
            <>
              <span className="numbers">{session.address}</span> ·{" "}
            </>
          )}
          seen <Time at={session.lastSeenAt} /> · signed in <Time at={session.createdAt} />
        </p>
        {revoke.error && (
          <p role="alert" className="text-xs text-error">
            {toErrorBody(revoke.error).message}
          </p>
        )}
      </div>
      {!session.isCurrent && (
        <Button
          size="small"
          isBusy={revoke.isPending}
          aria-label={`Sign out ${name}`}
          onClick={() => revoke.mutate({ id: session.id })}
        >
          Sign out
        </Button>
      )}
    </li>
  );
}
