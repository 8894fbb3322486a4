import type { Workflow } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CirclePause, ShieldX } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { refreshWorkflows } from "./refresh-workflows.ts";

/** Why nothing starts it at the moment, and what helps. */
export function WorkflowNotice({ workflow }: { workflow: Workflow }) {
  const cache = useQueryClient();
  const { name, status, reason, publishedVersion } = workflow;
  const refusal = useRefusal("workflow.publish", "change workflows");
  const onSuccess = () => refreshWorkflows(cache);
  const resume = useMutation(trpc.workflow.pause.mutationOptions({ onSuccess }));
  const publish = useMutation(trpc.workflow.publish.mutationOptions({ onSuccess }));
  if (status !== "paused" && status !== "blocked") return null;
  const error = resume.error ?? publish.error;
  const Icon = status === "blocked" ? ShieldX : CirclePause;
  return (
    <section
      aria-label={status === "blocked" ? "Blocked" : "Paused"}
      className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-warning/30 bg-warning-tint px-3 py-2.5 text-sm"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-warning" />
      <div className="min-w-48 grow basis-0">
        <p className="wrap-anywhere">
          {reason ?? "Paused: its triggers start nothing. A run by hand does go."}
        </p>
        {error && (
          <p role="alert" className="text-error">
            {toErrorBody(error).message} {toErrorBody(error).next}
          </p>
        )}
      </div>
      {status === "paused" ? (
        <GuardedButton
          size="small"
          reason={refusal}
          isBusy={resume.isPending}
          onClick={() => resume.mutate({ name, isPaused: false })}
        >
          Resume
        </GuardedButton>
      ) : (
        publishedVersion !== null && (
          <GuardedButton
            size="small"
            reason={refusal}
            isBusy={publish.isPending}
            onClick={() => publish.mutate({ name, version: publishedVersion })}
          >
            Publish version {publishedVersion} in my name
          </GuardedButton>
        )
      )}
    </section>
  );
}
