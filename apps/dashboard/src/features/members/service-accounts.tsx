import type { CreatedApiKey, ServiceAccount } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatCount } from "../../format/format-number.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { NamedForm } from "../../ui/named-form.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { toast } from "../../ui/toast.ts";
import { CreatedKey } from "../settings/created-key.tsx";
import { type GivenRole, RoleField } from "./role-field.tsx";

/** Members that are no persons, and their keys. */
export function ServiceAccounts() {
  const cache = useQueryClient();
  const query = useQuery(trpc.serviceAccount.list.queryOptions(undefined, { refetchInterval: 15_000 }));
  const [isCreating, setIsCreating] = useState(false);
  const [removing, setRemoving] = useState<ServiceAccount>();
  const refresh = () => void cache.invalidateQueries({ queryKey: trpc.serviceAccount.list.queryKey() });
  const remove = useMutation(
    trpc.serviceAccount.remove.mutationOptions({
      onSuccess: () => {
        toast({ title: `${removing?.name ?? "The service account"} was removed` });
        setRemoving(undefined);
        refresh();
      },
    }),
  );
  return (
    <section aria-labelledby="service-accounts-title">
      <div className="flex flex-wrap items-center gap-2 pb-2">
        <div className="grow">
          <h2 id="service-accounts-title" className="text-md font-semibold">
            Service accounts
          </h2>
          <p className="text-sm text-muted">Their keys are nobody's, and stay when people leave.</p>
        </div>
        <Button icon={<Plus />} onClick={() => setIsCreating(true)}>
          Create service account
        </Button>
      </div>
      <Loadable
        query={query}
        what="the service accounts"
        skeleton={<SkeletonRows rows={1} rowClassName="h-15" />}
      >
        {(accounts) =>
          accounts.length === 0 ? (
            <p className="text-sm text-muted">There is none.</p>
          ) : (
            <ul
              aria-label="Service accounts"
              className="divide-y divide-hairline rounded-lg border border-hairline"
            >
              {accounts.map((account) => (
                <AccountRow
                  key={account.userId}
                  account={account}
                  onChanged={refresh}
                  onRemove={() => setRemoving(account)}
                />
              ))}
            </ul>
          )
        }
      </Loadable>
      <Dialog
        isOpen={isCreating}
        onClose={() => setIsCreating(false)}
        title="Create a service account"
        footer={
          <>
            <Button onClick={() => setIsCreating(false)}>Cancel</Button>
            <Button type="submit" form="create-service-account" variant="primary">
              Create
            </Button>
          </>
        }
      >
        {isCreating && (
          <AccountForm
            onCreated={() => {
              setIsCreating(false);
              refresh();
            }}
          />
        )}
      </Dialog>
      <ConfirmDialog
        isOpen={removing !== undefined}
        onClose={() => {
          setRemoving(undefined);
          remove.reset();
        }}
        title={`Remove ${removing?.name ?? "the service account"}?`}
        action="Remove service account"
        {...(removing && { typedName: removing.name })}
        onConfirm={() => removing && remove.mutate({ userId: removing.userId })}
        isBusy={remove.isPending}
        error={remove.error ? toErrorBody(remove.error).message : undefined}
      >
        Its keys ({removing?.apiKeys ?? 0}) stop within 5 s. Its calls stay in Activity.
      </ConfirmDialog>
    </section>
  );
}

function AccountForm({ onCreated }: { onCreated: () => void }) {
  const [role, setRole] = useState<GivenRole>("member");
  const create = useMutation(trpc.serviceAccount.create.mutationOptions({ onSuccess: onCreated }));
  return (
    <NamedForm
      id="create-service-account"
      thing="service account"
      placeholder="Deployments"
      hint="What works with it. Its calls are shown under this name."
      maxLength={100}
      error={create.error && toErrorBody(create.error)}
      onSubmit={(name) => {
        if (!create.isPending) create.mutate({ name, role });
      }}
    >
      {() => <RoleField value={role} onChange={setRole} />}
    </NamedForm>
  );
}

function AccountRow({
  account,
  onChanged,
  onRemove,
}: {
  account: ServiceAccount;
  onChanged: () => void;
  onRemove: () => void;
}) {
  const { userId, name, role, scopes, apiKeys } = account;
  const [created, setCreated] = useState<CreatedApiKey>();
  const create = useMutation(
    trpc.apiKey.create.mutationOptions({
      onSuccess: (key) => {
        setCreated(key);
        onChanged();
      },
    }),
  );
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 grow basis-56">
        <p className="text-sm font-medium wrap-anywhere">{name}</p>
        <p className="text-xs text-muted">
          {role} · {formatCount(apiKeys, "key")} · {scopes.join(", ")}
        </p>
        {create.error && (
          <p role="alert" className="text-xs text-error">
            {toErrorBody(create.error).message}
          </p>
        )}
      </div>
      <div className="flex gap-2">
        {" "}
        <Button
          size="small"
          isBusy={create.isPending}
          aria-label={`Create key for ${name}`}
          onClick={() => create.mutate({ name, scopes, serviceAccount: userId })}
        >
          Create key
        </Button>
        <Button size="small" aria-label={`Remove ${name}`} onClick={onRemove}>
          Remove
        </Button>
      </div>
      <Dialog
        isOpen={created !== undefined}
        onClose={() => setCreated(undefined)}
        title="Copy the key now"
        description="It is shown this once; only its hash is kept."
      >
        {created && <CreatedKey created={created} />}
      </Dialog>
    </li>
  );
}
