import type { ApiKey } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { useShortcut } from "../../shortcuts/use-shortcut.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { toast } from "../../ui/toast.ts";
import { Tooltip } from "../../ui/tooltip.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { CreateKeyDialog } from "./create-key-dialog.tsx";
import { KeyRow } from "./key-row.tsx";
import { RevokeDialog } from "./revoke-dialog.tsx";
import { shortPrefix } from "./short-prefix.ts";

const route = getRouteApi("/shell/settings/keys");

const description = "For MCP clients, the command line and the SDK.";

export function KeysPage() {
  const refusal = useRefusal("apiKey.list", "have keys");
  if (refusal === undefined) return <Keys />;
  return (
    <>
      <PageHeader title="API keys" description={description} />
      <EmptyState icon={<KeyRound />} title={refusal} className="py-24" />
    </>
  );
}

function Keys() {
  const client = useQueryClient();
  const { create = false, profile } = route.useSearch();
  const update = useSearchUpdate();
  const { scopes, role } = useSession();
  const reason = scopes.includes("keys:manage") ? undefined : `Your role (${role}) may not create keys.`;
  const query = useQuery(trpc.apiKey.list.queryOptions(undefined, { refetchInterval: 5_000 }));
  const [revoking, setRevoking] = useState<ApiKey>();
  const open = () => update.push({ create: true });
  useShortcut({ keys: "c", label: "Create a key", run: open, isEnabled: !reason });
  const revoke = useMutation(
    trpc.apiKey.revoke.mutationOptions({
      onSuccess: () => {
        toast({
          title: `${revoking?.name ?? "The key"} was revoked`,
          detail: "It stops working within 5 s.",
        });
        setRevoking(undefined);
        void client.invalidateQueries({ queryKey: trpc.apiKey.list.queryKey() });
      },
    }),
  );
  const button = (
    <Tooltip content="Create a key" keys="c">
      <GuardedButton variant="primary" icon={<Plus />} reason={reason} onClick={open}>
        Create key
      </GuardedButton>
    </Tooltip>
  );

  return (
    <>
      <PageHeader
        title="API keys"
        description={description}
        actions={query.data?.length ? button : undefined}
      />
      <Loadable query={query} what="the keys" skeleton={<SkeletonRows rows={3} rowClassName="h-15" />}>
        {(keys) =>
          keys.length === 0 ? (
            <EmptyState
              icon={<KeyRound />}
              title="No keys yet. A client needs one to call tools."
              action={button}
            />
          ) : (
            <ul className="divide-y divide-hairline rounded-lg border border-hairline">
              {keys
                .toSorted((one, other) => Number(one.revokedAt !== null) - Number(other.revokedAt !== null))
                .map((key) => (
                  <KeyRow key={key.id} apiKey={key} reason={reason} onRevoke={() => setRevoking(key)} />
                ))}
            </ul>
          )
        }
      </Loadable>
      <CreateKeyDialog
        isOpen={create && !reason}
        profile={profile}
        onClose={() => update.replace({ create: undefined, profile: undefined })}
      />
      <RevokeDialog
        access={revoking}
        kind="key"
        nameOf={(key) => key.name}
        revoke={revoke}
        onClose={() => setRevoking(undefined)}
      >
        {(key) => (
          <>
            Every client, script and command line that sends{" "}
            <span className="code">{shortPrefix(key.prefix)}</span> is refused within 5 s. Open MCP sessions
            with it end. This cannot be taken back.
          </>
        )}
      </RevokeDialog>
    </>
  );
}
