import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { MasterKeyCard } from "./master-key-card.tsx";
import { SigningKeysCard } from "./signing-keys-card.tsx";

export function KeysPage() {
  const masterKey = useQuery(
    trpc.admin.masterKey.queryOptions(undefined, {
      refetchInterval: ({ state }) =>
        state.data?.rotation && state.data.rotation.finishedAt === null ? 1_000 : 30_000,
    }),
  );
  const signingKeys = useQuery(trpc.admin.signingKeys.queryOptions(undefined, { refetchInterval: 10_000 }));
  return (
    <>
      <PageHeader
        title="Keys"
        description={
          <>
            What the instance encrypts and signs with. No key is ever shown here.{" "}
            <a
              href="/docs/self-hosting#change-the-master-key"
              className="text-link underline underline-offset-2"
            >
              Every key, and how it changes
            </a>
          </>
        }
      />
      <div className="flex max-w-200 flex-col gap-6">
        <Loadable query={masterKey} what="the master key" skeleton={<SkeletonPanel className="h-56" />}>
          {(status) => <MasterKeyCard status={status} />}
        </Loadable>
        <Loadable query={signingKeys} what="the signing keys" skeleton={<SkeletonPanel className="h-48" />}>
          {(states) => <SigningKeysCard states={states} />}
        </Loadable>
      </div>
    </>
  );
}
