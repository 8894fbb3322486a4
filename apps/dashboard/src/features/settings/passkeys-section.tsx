import type { Passkey } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { passkeyProblem } from "../../api/passkey-problem.ts";
import { passkeys } from "../../api/passkeys.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Time } from "../../ui/time.tsx";
import { toast } from "../../ui/toast.ts";
import { instanceQuery } from "../auth/instance-query.ts";

/** The passkeys by which the reader signs in without a password. */
export function PasskeysSection() {
  const client = useQueryClient();
  const query = useQuery(trpc.account.passkeys.queryOptions());
  const refresh = () => {
    void client.invalidateQueries({ queryKey: trpc.account.passkeys.queryKey() });
    void client.invalidateQueries({ queryKey: trpc.account.linkedLogins.queryKey() });
  };
  return (
    <section aria-labelledby="passkeys" className="mt-8 flex max-w-120 flex-col gap-3">
      <h2 id="passkeys" className="text-sm font-medium">
        Passkeys
      </h2>
      <p className="text-sm text-muted">
        Sign in by your fingerprint, face or device PIN. A passkey works on this address alone, so no other
        page can ask for it.
      </p>
      <Loadable query={query} what="your passkeys" skeleton={<SkeletonRows rows={1} rowClassName="h-12" />}>
        {(list) =>
          list.length > 0 && (
            <ul aria-label="Passkeys" className="divide-y divide-hairline rounded-lg border border-hairline">
              {list.map((passkey) => (
                <Row key={passkey.id} passkey={passkey} onChanged={refresh} />
              ))}
            </ul>
          )
        }
      </Loadable>
      <AddForm onAdded={refresh} />
    </section>
  );
}

function AddForm({ onAdded }: { onAdded: () => void }) {
  const [name, setName] = useState("");
  const instance = useQuery(instanceQuery).data;
  const add = useMutation({
    mutationFn: passkeys.add,
    onSuccess: () => {
      setName("");
      toast({ title: "Passkey added" });
      onAdded();
    },
  });
  if (!instance) return null;
  const { passkeyUrl } = instance;
  if (passkeyUrl === null) {
    return (
      <p className="text-sm text-muted">
        Browsers have passkeys for host names on https alone; this instance is reached in another way.
      </p>
    );
  }
  if (passkeyUrl !== window.location.origin) {
    return (
      <p className="text-sm text-muted">
        Browsers have no passkeys for IP addresses. Open{" "}
        <a className="text-link underline underline-offset-2" href={`${passkeyUrl}/settings/password`}>
          {passkeyUrl}
        </a>{" "}
        to add one.
      </p>
    );
  }
  return (
    <form
      noValidate
      className="flex items-start gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() && !add.isPending) add.mutate(name.trim());
      }}
    >
      <Field
        label="Name of a new passkey"
        error={add.error ? passkeyProblem(add.error) : undefined}
        className="grow"
      >
        {(control) => (
          <Input
            {...control}
            value={name}
            maxLength={100}
            placeholder="My laptop"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" isBusy={add.isPending} className="mt-6">
        Add passkey
      </Button>
    </form>
  );
}

function Row({ passkey, onChanged }: { passkey: Passkey; onChanged: () => void }) {
  const { id, name, isBackedUp, createdAt, lastUsedAt } = passkey;
  const [draft, setDraft] = useState<string>();
  const [isRemoving, setIsRemoving] = useState(false);
  const rename = useMutation(
    trpc.account.renamePasskey.mutationOptions({
      onSuccess: () => {
        setDraft(undefined);
        onChanged();
      },
    }),
  );
  const remove = useMutation(
    trpc.account.removePasskey.mutationOptions({
      onSuccess: () => {
        setIsRemoving(false);
        toast({ title: `${name} is no longer a way in` });
        onChanged();
      },
    }),
  );
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
      {draft === undefined ? (
        <div className="min-w-0 grow">
          <p className="flex flex-wrap items-center gap-2 text-sm font-medium wrap-anywhere">
            {name} {isBackedUp && <Badge>synced</Badge>}
          </p>
          <p className="text-xs text-muted">
            added <Time at={createdAt} /> ·{" "}
            {lastUsedAt ? (
              <>
                used <Time at={lastUsedAt} />
              </>
            ) : (
              "never used"
            )}
          </p>
        </div>
      ) : (
        <form
          className="flex grow gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (draft.trim() && !rename.isPending) rename.mutate({ id, name: draft.trim() });
          }}
        >
          <Input
            aria-label={`New name of ${name}`}
            value={draft}
            maxLength={100}
            autoFocus
            onChange={(event) => setDraft(event.target.value)}
          />
          <Button type="submit" size="small" isBusy={rename.isPending}>
            Save
          </Button>
        </form>
      )}
      {draft === undefined && (
        <Button size="small" variant="quiet" aria-label={`Rename ${name}`} onClick={() => setDraft(name)}>
          Rename
        </Button>
      )}
      <Button size="small" aria-label={`Remove ${name}`} onClick={() => setIsRemoving(true)}>
        Remove
      </Button>
      {rename.error && (
        <p role="alert" className="w-full text-xs text-error">
          {passkeyProblem(rename.error)}
        </p>
      )}
      <ConfirmDialog
        isOpen={isRemoving}
        onClose={() => {
          setIsRemoving(false);
          remove.reset();
        }}
        title={`Remove ${name}?`}
        action="Remove passkey"
        onConfirm={() => remove.mutate({ id })}
        isBusy={remove.isPending}
        error={remove.error ? passkeyProblem(remove.error) : undefined}
      >
        You cannot sign in by it any more; where you are signed in, you stay so. Your device may go on
        offering it until you delete it there too.
      </ConfirmDialog>
    </li>
  );
}
