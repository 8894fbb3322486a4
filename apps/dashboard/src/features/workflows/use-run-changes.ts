import { useMutation, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { toast } from "../../ui/toast.ts";
import { refreshWorkflows } from "./refresh-workflows.ts";

export interface RunChanges {
  rerun: (options?: { fromStep?: string; latest?: boolean }) => void;
  cancel: () => void;
  pause: (isPaused: boolean) => void;
  dismiss: () => void;
  isRerunning: boolean;
  isCancelling: boolean;
  isPausing: boolean;
  isDismissing: boolean;
  error: unknown;
}

/** What is done about one run; a run that is made of it opens in its place. */
export function useRunChanges(executionId: string, onOpenRun: (executionId: string) => void): RunChanges {
  const cache = useQueryClient();
  const onSettled = async () => {
    await Promise.all([
      refreshWorkflows(cache),
      cache.invalidateQueries({ queryKey: trpc.execution.get.queryKey({ executionId }) }),
    ]);
  };
  const rerun = useMutation(
    trpc.workflow.rerun.mutationOptions({ onSettled, onSuccess: (made) => onOpenRun(made.executionId) }),
  );
  const cancel = useMutation(trpc.execution.cancel.mutationOptions({ onSettled }));
  const pause = useMutation(trpc.workflow.pauseRun.mutationOptions({ onSettled }));
  const dismiss = useMutation(
    trpc.workflow.dismiss.mutationOptions({
      onSettled,
      onSuccess: (_, { isUndone }) => {
        if (isUndone) return;
        const undo = () => dismiss.mutate({ executionId, isUndone: true });
        toast({ title: "Put aside", undo });
      },
    }),
  );
  return {
    rerun: (options = {}) => rerun.mutate({ executionId, ...options }),
    cancel: () => cancel.mutate({ executionId }),
    pause: (isPaused) => pause.mutate({ executionId, isPaused }),
    dismiss: () => dismiss.mutate({ executionId }),
    isRerunning: rerun.isPending,
    isCancelling: cancel.isPending,
    isPausing: pause.isPending,
    isDismissing: dismiss.isPending,
    error: rerun.error ?? cancel.error ?? pause.error ?? dismiss.error,
  };
}
