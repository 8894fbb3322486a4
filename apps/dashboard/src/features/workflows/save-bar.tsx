import type { DeployedWorkflow, Workflow, WorkflowVersion, WorkflowWebhook } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatCount } from "../../format/format-number.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Input } from "../../ui/input.tsx";
import { toast } from "../../ui/toast.ts";
import { refreshWorkflows } from "./refresh-workflows.ts";
import { stillPaused } from "./still-paused.ts";
import type { WorkflowEdit } from "./use-workflow-edit.ts";
import { WebhookShownOnce } from "./webhook-shown-once.tsx";

const Overtaken = lazy(() => import("./overtaken.tsx").then((module) => ({ default: module.Overtaken })));
const RunsForSelect = lazy(() =>
  import("./runs-for-select.tsx").then((module) => ({ default: module.RunsForSelect })),
);

export interface SaveBarProps {
  workflow: Workflow;
  edit: WorkflowEdit;
  /** What whoever began now would change. */
  base: WorkflowVersion;
  /** Why this person may change nothing. */
  reason: string | undefined;
  /** Shows a line of the program. */
  onJump: (line: number, column?: number) => void;
}

/** What was changed becomes a version: a draft, or the one that runs from now on. */
export function SaveBar({ workflow, edit, base, reason, onJump }: SaveBarProps) {
  const cache = useQueryClient();
  const [notes, setNotes] = useState("");
  const [serviceAccountId, setServiceAccountId] = useState<string | null>();
  const [webhook, setWebhook] = useState<WorkflowWebhook | null>(null);
  const { name, latestVersion, publishedVersion, draftVersion } = workflow;
  const hasChanges = edit.changes.length > 0;
  const isDraft = draftVersion !== null;
  const deploy = useMutation(
    trpc.workflow.deploy.mutationOptions({
      onSuccess: async (made) => {
        setWebhook(made.webhook);
        await refreshWorkflows(cache);
        setNotes("");
        setServiceAccountId(undefined);
        toast({
          title: made.isPublished
            ? `Version ${made.version ?? latestVersion} ${made.isPaused ? "is published" : "runs from now on"}`
            : made.version === null
              ? `Version ${latestVersion} is the same already`
              : "Draft saved",
          ...(made.isPublished && made.isPaused && { detail: stillPaused }),
          ...(made.nextRuns.length > 0 && made.isPublished && { detail: "Its schedules begin anew." }),
        });
      },
      // Maybe somebody else was first: the page shows what there is by now.
      onError: () => refreshWorkflows(cache),
    }),
  );
  const shownOnce = <WebhookShownOnce webhook={webhook} onClose={() => setWebhook(null)} />;
  if (!hasChanges && !isDraft && !deploy.data?.diagnostics.length && !deploy.error) return shownOnce;
  const problem = deploy.error && toErrorBody(deploy.error);
  const save = (publish: boolean) => {
    const version = { code: edit.code, config: edit.config };
    deploy.mutate(
      {
        ...{ name, ...version, notes: notes.trim(), publish, expected: edit.seen },
        ...(publish && serviceAccountId !== undefined && { serviceAccountId }),
      },
      {
        onSuccess: (made) => {
          const number = made.version ?? edit.seen.latestVersion;
          const { publishedVersion: running } = edit.seen;
          edit.saved(version, {
            latestVersion: Math.max(number, edit.seen.latestVersion),
            publishedVersion: made.isPublished ? number : running,
          });
        },
      },
    );
  };
  // Its own save is no other's.
  const isOvertaken = edit.isOvertaken && !deploy.isPending;
  const refusal = reason ?? (isOvertaken ? "Choose first: yours, or what somebody else made." : undefined);
  const isBusy = (publish: boolean) => deploy.isPending && (deploy.variables.publish ?? true) === publish;
  return (
    <section
      aria-label="Unpublished changes"
      className="flex flex-col gap-3 rounded-lg border border-hairline bg-surface px-3 py-2.5"
    >
      {isOvertaken && (
        <Suspense>
          <Overtaken edit={edit} theirs={base} published={publishedVersion} />
        </Suspense>
      )}
      {(hasChanges || isDraft) && (
        <div className="flex flex-wrap items-end gap-2">
          <p className="min-w-48 grow self-center text-sm">
            {hasChanges ? (
              <>
                <span className="font-medium">Not saved:</span> {edit.changes.join(", ")}
              </>
            ) : (
              <>
                <span className="font-medium">Version {draftVersion} is a draft.</span>{" "}
                {publishedVersion === null
                  ? "Nothing starts it before it is published; “Run” tries it."
                  : `Version ${publishedVersion} runs until it is published.`}
              </>
            )}
          </p>
          {hasChanges && (
            <>
              <Field label="What is new" isOptional className="min-w-48 grow basis-64">
                {(control) => (
                  <Input
                    {...control}
                    value={notes}
                    maxLength={2_000}
                    autoComplete="off"
                    onChange={(event) => setNotes(event.target.value)}
                  />
                )}
              </Field>
              <Button
                variant="quiet"
                onClick={() => toast({ title: "Changes discarded", undo: edit.clear() })}
              >
                Discard
              </Button>
              <GuardedButton reason={refusal} isBusy={isBusy(false)} onClick={() => save(false)}>
                Save draft
              </GuardedButton>
            </>
          )}
          <Suspense>
            <RunsForSelect workflow={workflow} value={serviceAccountId} onChange={setServiceAccountId} />
          </Suspense>
          <GuardedButton variant="primary" reason={refusal} isBusy={isBusy(true)} onClick={() => save(true)}>
            Publish
          </GuardedButton>
        </div>
      )}
      {problem && !isOvertaken && (
        <ErrorPanel
          title="Not saved"
          cause={problem.message}
          next={problem.next}
          requestId={problem.requestId}
          docs={problem.docs}
        />
      )}
      {deploy.data && <Diagnostics diagnostics={deploy.data.diagnostics} onJump={onJump} />}
      {shownOnce}
    </section>
  );
}

function Diagnostics({
  diagnostics,
  onJump,
}: {
  diagnostics: DeployedWorkflow["diagnostics"];
  onJump: SaveBarProps["onJump"];
}) {
  if (diagnostics.length === 0) return null;
  return (
    <div className="text-sm">
      <p className="text-warning">
        It was saved, and its types have {formatCount(diagnostics.length, "problem")}:
      </p>
      <ul className="flex flex-col gap-1 pt-1">
        {diagnostics.slice(0, 10).map(({ line, column, message }, index) => (
          <li key={index} className="flex gap-2">
            <Button size="small" variant="link" onClick={() => onJump(line, column)}>
              Line {line}
            </Button>
            <span className="wrap-anywhere">{message}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
