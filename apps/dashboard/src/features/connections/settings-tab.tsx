import type { Connection } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Switch } from "../../ui/switch.tsx";
import { toast } from "../../ui/toast.ts";
import { DemoChange } from "./demo-change.tsx";
import { SettingForm } from "./setting-form.tsx";
import { useKeepConnection } from "./use-keep-connection.ts";

export interface SettingsTabProps {
  connection: Connection;
  /** Why it may not be changed. */
  reason: string | undefined;
}

export function SettingsTab({ connection, reason }: SettingsTabProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isRemoving, setIsRemoving] = useState(false);
  const { slug } = connection;
  const onSuccess = useKeepConnection(slug);
  const rename = useMutation(trpc.connection.update.mutationOptions({ onSuccess }));
  const move = useMutation(trpc.connection.update.mutationOptions({ onSuccess }));
  const pause = useMutation(trpc.connection.update.mutationOptions({ onSuccess }));
  const remove = useMutation(
    trpc.connection.remove.mutationOptions({
      onSuccess: async ({ revocation }) => {
        toast({
          title: `${connection.name} was removed`,
          ...(revocation === null ? {} : { detail: revocation }),
        });
        await navigate({ to: "/connections" });
        client.removeQueries({ queryKey: trpc.connection.get.queryKey({ connection: slug }) });
        void client.invalidateQueries();
      },
    }),
  );
  const isPaused = pause.isPending ? pause.variables.isPaused === true : connection.status === "paused";

  return (
    <div className="flex max-w-160 flex-col gap-8">
      <SettingForm
        label="Name"
        hint={`Clients and code keep calling it ${connection.codeName}; the name is for people.`}
        value={connection.name}
        action="Rename"
        reason={reason}
        isBusy={rename.isPending}
        error={rename.error}
        onSave={(name) => rename.mutate({ connection: slug, name })}
      />
      {connection.transport === "http" && (
        <SettingForm
          label="Address"
          hint="The connection is checked at once; its tools are read again."
          value={connection.url ?? ""}
          action="Change"
          isCode
          reason={reason}
          isBusy={move.isPending}
          error={move.error}
          onSave={(url) => move.mutate({ connection: slug, url })}
        />
      )}
      <div className="flex flex-col gap-1">
        <Switch
          isOn={isPaused}
          isDisabled={reason !== undefined}
          hint={
            reason ??
            "Its tools stay listed, but calls are refused with connection_paused, and it is not checked."
          }
          onChange={(next) => pause.mutate({ connection: slug, isPaused: next })}
        >
          Paused
        </Switch>
        {pause.error && (
          <p role="alert" className="text-sm text-error">
            {toErrorBody(pause.error).message}
          </p>
        )}
      </div>
      {connection.transport === "demo" && <DemoChange slug={slug} reason={reason} />}
      <section
        aria-labelledby="remove"
        className="flex flex-col items-start gap-2 border-t border-hairline pt-6"
      >
        <h2 id="remove" className="text-sm font-medium">
          Remove this connection
        </h2>
        <p className="text-sm text-pretty text-muted">
          Clients lose its tools within a second. Its calls stay in Activity and Usage.
        </p>
        <GuardedButton variant="danger" reason={reason} onClick={() => setIsRemoving(true)}>
          Remove connection
        </GuardedButton>
      </section>
      <ConfirmDialog
        isOpen={isRemoving}
        onClose={() => setIsRemoving(false)}
        title={`Remove ${connection.name}?`}
        action="Remove connection"
        typedName={connection.slug}
        onConfirm={() => remove.mutate({ connection: slug })}
        isBusy={remove.isPending}
        error={remove.error ? toErrorBody(remove.error).message : undefined}
      >
        {connection.tools === 0 ? "Its" : `Its ${connection.tools} tools and its`} credential go at once and
        cannot be brought back. Calls that are under way end with an error.
      </ConfirmDialog>
    </div>
  );
}
