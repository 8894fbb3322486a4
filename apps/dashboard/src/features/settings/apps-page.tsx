import type { ConnectedApp } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { AppWindow } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { toast } from "../../ui/toast.ts";
import { VisibleText } from "../../ui/visible-text.tsx";
import { AppRow } from "./app-row.tsx";
import { RevokeDialog } from "./revoke-dialog.tsx";

const description = "Clients that signed in here and act without a key.";

/** Clients that people signed in from, without a key. */
export function AppsPage() {
  const refusal = useRefusal("connectedApp.list", "sign clients in");
  if (refusal === undefined) return <Apps />;
  return (
    <>
      <PageHeader title="Connected apps" description={description} />
      <EmptyState icon={<AppWindow />} title={refusal} className="py-24" />
    </>
  );
}

function Apps() {
  const client = useQueryClient();
  const { scopes, role } = useSession();
  const reason = scopes.includes("keys:manage") ? undefined : `Your role (${role}) may not revoke apps.`;
  const query = useQuery(trpc.connectedApp.list.queryOptions(undefined, { refetchInterval: 5_000 }));
  const [revoking, setRevoking] = useState<ConnectedApp>();
  const revoke = useMutation(
    trpc.connectedApp.revoke.mutationOptions({
      onSuccess: () => {
        toast({ title: `${revoking?.client.name ?? "The app"} was revoked`, detail: "It stops within 5 s." });
        setRevoking(undefined);
        void client.invalidateQueries({ queryKey: trpc.connectedApp.list.queryKey() });
      },
    }),
  );
  return (
    <>
      <PageHeader title="Connected apps" description={description} />
      <Loadable
        query={query}
        what="the connected apps"
        skeleton={<SkeletonRows rows={3} rowClassName="h-15" />}
      >
        {(apps) =>
          apps.length === 0 ? (
            <EmptyState
              icon={<AppWindow />}
              title="No app has signed in. Give a client the address of this instance, without a key: it opens this browser to ask you."
            />
          ) : (
            <ul className="divide-y divide-hairline rounded-lg border border-hairline">
              {apps.map((app) => (
                <AppRow key={app.id} app={app} reason={reason} onRevoke={() => setRevoking(app)} />
              ))}
            </ul>
          )
        }
      </Loadable>
      <RevokeDialog
        access={revoking}
        kind="app"
        nameOf={(app) => app.client.name}
        revoke={revoke}
        onClose={() => setRevoking(undefined)}
      >
        {(app) => (
          <>
            Wherever <VisibleText>{app.client.name}</VisibleText> is signed in as {app.user.email}
            {app.signIns > 1 && ` (${app.signIns} times)`}, its calls are refused and its open MCP sessions
            end within 5 s. It has to ask again.
          </>
        )}
      </RevokeDialog>
    </>
  );
}
