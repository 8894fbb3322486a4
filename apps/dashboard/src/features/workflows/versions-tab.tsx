import type { Workflow, WorkflowVersion, WorkflowWebhook } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { toast } from "../../ui/toast.ts";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { refreshWorkflows } from "./refresh-workflows.ts";
import { stillPaused } from "./still-paused.ts";
import { VersionDiff } from "./version-diff.tsx";
import { VersionLine } from "./version-line.tsx";
import { WebhookShownOnce } from "./webhook-shown-once.tsx";
import type { WorkflowSearch } from "./workflows-search.ts";

export interface VersionsTabProps {
  workflow: Workflow;
  versions: readonly WorkflowVersion[];
  search: WorkflowSearch;
  /** Why this person may change nothing. */
  reason: string | undefined;
  onOpen: (version: WorkflowVersion) => void;
}

/** Every version with what is new in it; two of them compared; any of them becomes the one that runs. */
export function VersionsTab({ workflow, versions, search, reason, onOpen }: VersionsTabProps) {
  const cache = useQueryClient();
  const address = useSearchUpdate();
  const [chosen, setChosen] = useState<number>();
  const [webhook, setWebhook] = useState<WorkflowWebhook | null>(null);
  const { name, publishedVersion } = workflow;
  const publish = useMutation(
    trpc.workflow.publish.mutationOptions({
      onSuccess: async ({ version, webhook: made, isPaused }) => {
        setChosen(undefined);
        setWebhook(made);
        await refreshWorkflows(cache);
        toast(
          isPaused
            ? { title: `Version ${version} is published`, detail: stillPaused }
            : { title: `Version ${version} runs from now on` },
        );
      },
    }),
  );
  const find = (text: string | undefined) => versions.find(({ version }) => String(version) === text);
  const to = find(search.to) ?? versions[0];
  const from =
    find(search.from) ??
    versions.find(({ version }) => version === publishedVersion && version !== to?.version) ??
    versions.find(({ version }) => to !== undefined && version < to.version);
  const isRollback = chosen !== undefined && publishedVersion !== null && chosen < publishedVersion;

  return (
    <div className="flex flex-col gap-6">
      <ul className="divide-y divide-hairline rounded-lg border border-hairline" aria-label="Versions">
        {versions.map((version) => (
          <VersionLine
            key={version.version}
            version={version}
            publishedVersion={publishedVersion}
            isCompared={from !== undefined && [from, to].includes(version)}
            reason={reason}
            onCompare={
              version.version === to?.version
                ? undefined
                : () => address.push({ from: String(version.version), to: to && String(to.version) })
            }
            onOpen={() => onOpen(version)}
            onPublish={() => setChosen(version.version)}
          />
        ))}
      </ul>
      {from && to && (
        <VersionDiff versions={versions} from={from} to={to} onChange={(patch) => address.push(patch)} />
      )}
      <ConfirmDialog
        isOpen={chosen !== undefined}
        onClose={() => {
          setChosen(undefined);
          publish.reset();
        }}
        title={isRollback ? `Roll back to version ${chosen}?` : `Publish version ${chosen ?? ""}?`}
        action={isRollback ? "Roll back" : "Publish"}
        onConfirm={() => chosen !== undefined && publish.mutate({ name, version: chosen })}
        isBusy={publish.isPending}
        error={publish.error ? toErrorBody(publish.error).message : undefined}
      >
        New runs have this program and these settings,{" "}
        {workflow.actsAs.isServiceAccount
          ? `and go on to run for ${workflow.actsAs.name ?? "its service account"}`
          : "and run in your name"}
        . Its schedules begin anew. Runs that are under way keep their version.
        {workflow.status === "paused" &&
          (workflow.reason === null ? ` ${stillPaused}` : " It is paused now, and goes on then.")}
      </ConfirmDialog>
      <WebhookShownOnce webhook={webhook} onClose={() => setWebhook(null)} />
    </div>
  );
}
