import type { MasterKeyStatus } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Time } from "../../ui/time.tsx";
import { toast } from "../../ui/toast.ts";
import { WorkBar } from "./work-bar.tsx";

/** The master key: a change in two steps, the second of which takes the older keys away. */
export function MasterKeyCard({ status }: { status: MasterKeyStatus }) {
  const { id, source, otherIds, dataKeys, rotation } = status;
  const [asked, setAsked] = useState<"rotate" | "remove">();
  const isUnderWay = rotation !== null && rotation.finishedAt === null;
  const isWaiting = !isUnderWay && rotation !== null && otherIds.includes(rotation.from);
  return (
    <section
      aria-labelledby="master-key"
      className="flex flex-col gap-4 rounded-lg border border-hairline p-4"
    >
      <div>
        <h2 id="master-key" className="text-base font-semibold">
          Master key
        </h2>
        <p className="text-sm text-muted">
          It wraps the keys that stored credentials are encrypted with. Calls go on while it is changed.
        </p>
      </div>
      <Facts
        label="Master key"
        facts={[
          { label: "In use", value: <span className="code">{id}</span> },
          {
            label: "From",
            value: source === "file" ? "master.key in the data directory" : "PATCHOPS_MASTER_KEY",
          },
          {
            label: "Still here",
            value: otherIds.length > 0 && <span className="code">{otherIds.join(", ")}</span>,
          },
          {
            label: "Last change",
            value: rotation?.finishedAt ? <Time at={rotation.finishedAt} /> : !isUnderWay && "never",
          },
        ]}
      />
      {isUnderWay && (
        <div role="status" className="flex flex-col gap-3">
          <WorkBar label="Data keys wrapped anew" total={dataKeys.total} left={dataKeys.left} />
          {rotation.resealing && <WorkBar label="Organizations encrypted anew" {...rotation.resealing} />}
          <p className="text-xs text-muted">
            A worker does this; you may leave the page. Killed on the way, it goes on at the next start.
          </p>
        </div>
      )}
      {isWaiting && (
        <p className="rounded-md bg-warning-tint px-3 py-2 text-sm text-warning">
          The new key is in use. Make a backup, put it in a safe place, then remove the older key: backups of
          before the change need it.
        </p>
      )}
      {source === "setting" && !isUnderWay && !isWaiting && (
        <p className="text-sm text-muted">
          The key comes from a setting. First set <span className="code">PATCHOPS_MASTER_KEY</span> to a new
          key (<span className="code">openssl rand -hex 32</span>) and{" "}
          <span className="code">PATCHOPS_MASTER_KEY_PREVIOUS</span> to the present one, and restart each
          node.
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button disabled={isUnderWay || isWaiting} onClick={() => setAsked("rotate")}>
          Change the master key
        </Button>
        <Button
          variant="danger"
          disabled={isUnderWay || otherIds.length === 0}
          onClick={() => setAsked("remove")}
        >
          Remove older keys
        </Button>
      </div>
      <RotateDialog
        isOpen={asked === "rotate"}
        mayHaveOtherNodes={status.mayHaveOtherNodes}
        onClose={() => setAsked(undefined)}
      />
      <RemoveDialog isOpen={asked === "remove"} onClose={() => setAsked(undefined)} />
    </section>
  );
}

interface AskedProps {
  isOpen: boolean;
  onClose: () => void;
}

function useRefresh() {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: trpc.admin.masterKey.queryKey() }),
      client.invalidateQueries({ queryKey: trpc.admin.signingKeys.queryKey() }),
    ]);
}

function RotateDialog({ isOpen, onClose, mayHaveOtherNodes }: AskedProps & { mayHaveOtherNodes: boolean }) {
  const refresh = useRefresh();
  const [isResealing, setIsResealing] = useState(false);
  const [isOnlyNode, setIsOnlyNode] = useState(false);
  const rotate = useMutation(
    trpc.admin.rotateMasterKey.mutationOptions({ onSuccess: onClose, onSettled: refresh }),
  );
  const error = rotate.error ? toErrorBody(rotate.error) : undefined;
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title="Change the master key?"
      action="Change the master key"
      typedName="change"
      isBusy={rotate.isPending}
      error={error && [error.message, error.next].filter(Boolean).join(" ")}
      onConfirm={() => rotate.mutate({ isResealing, isOnlyNode })}
    >
      <p className="mb-3">
        A new key wraps every data key. Calls, sign-ins and runs go on; the present key stays until you remove
        it.
      </p>
      <Checkbox isChecked={isResealing} onChange={setIsResealing}>
        Somebody else may have the key: encrypt every stored secret anew, and sign with new keys
      </Checkbox>
      {mayHaveOtherNodes && (
        <Checkbox isChecked={isOnlyNode} onChange={setIsOnlyNode} className="mt-2">
          No other node works on this database: it would not have the new key's file
        </Checkbox>
      )}
    </ConfirmDialog>
  );
}

function RemoveDialog({ isOpen, onClose }: AskedProps) {
  const refresh = useRefresh();
  const remove = useMutation(
    trpc.admin.removeOldKeys.mutationOptions({
      onSuccess: ({ isInSettings }) => {
        toast({
          title: isInSettings
            ? "Nothing needs PATCHOPS_MASTER_KEY_PREVIOUS any more: take it out of each node's settings"
            : "Only the present master key is left",
        });
        onClose();
      },
      onSettled: refresh,
    }),
  );
  const error = remove.error ? toErrorBody(remove.error) : undefined;
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title="Remove the older keys?"
      action="Remove older keys"
      typedName="remove"
      isBusy={remove.isPending}
      error={error && [error.message, error.next].filter(Boolean).join(" ")}
      onConfirm={() => remove.mutate()}
    >
      For good. Backups of before the change need them. It takes some seconds, until no node holds anything
      that they wrapped.
    </ConfirmDialog>
  );
}
