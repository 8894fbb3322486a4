import type { Workflow, WorkflowVersion } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { useShortcut } from "../../shortcuts/use-shortcut.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { refreshWorkflows } from "./refresh-workflows.ts";
import { triggerWords } from "./trigger-words.ts";
import { useRunRefusal } from "./use-run-refusal.ts";

const StartDialog = lazy(() =>
  import("./start-dialog.tsx").then((module) => ({ default: module.StartDialog })),
);

export interface WorkflowActionsProps {
  workflow: Workflow;
  versions: readonly WorkflowVersion[];
  isStarting: boolean | undefined;
}

/** Starts it by hand, and stops what else starts it. */
export function WorkflowActions({ workflow, versions, isStarting = false }: WorkflowActionsProps) {
  const cache = useQueryClient();
  const address = useSearchUpdate();
  const [isPausing, setIsPausing] = useState(false);
  const { name, status, triggers } = workflow;
  const runReason = useRunRefusal(workflow);
  const mayPause = useRefusal("workflow.pause", "pause workflows");
  const pause = useMutation(
    trpc.workflow.pause.mutationOptions({
      onSuccess: async () => {
        setIsPausing(false);
        await refreshWorkflows(cache);
      },
    }),
  );
  const isStartOpen = isStarting && !runReason;
  // It stays from then on: it closes as other dialogs do.
  const [wasStartOpened, setWasStartOpened] = useState(isStartOpen);
  if (isStartOpen && !wasStartOpened) setWasStartOpened(true);
  const start = () => address.push({ start: true });
  useShortcut({ keys: "r", label: "Run the workflow", group: "Workflow", run: start, isEnabled: !runReason });
  return (
    <>
      {status === "active" && (
        <GuardedButton icon={<Pause />} reason={mayPause} onClick={() => setIsPausing(true)}>
          Pause
        </GuardedButton>
      )}
      <GuardedButton variant="primary" icon={<Play />} reason={runReason} onClick={start}>
        Run
      </GuardedButton>
      {wasStartOpened && (
        <Suspense>
          <StartDialog
            workflow={workflow}
            versions={versions}
            isOpen={isStartOpen}
            onClose={() => address.replace({ start: undefined })}
          />
        </Suspense>
      )}
      <ConfirmDialog
        isOpen={isPausing}
        onClose={() => {
          setIsPausing(false);
          pause.reset();
        }}
        title={`Pause ${name}?`}
        action="Pause workflow"
        onConfirm={() => pause.mutate({ name, isPaused: true })}
        isBusy={pause.isPending}
        error={pause.error ? toErrorBody(pause.error).message : undefined}
      >
        Nothing but a run by hand starts it until somebody resumes it ({triggerWords(triggers).toLowerCase()}
        ). Runs that are under way go on. Times of its schedules that pass meanwhile are left out.
      </ConfirmDialog>
    </>
  );
}
