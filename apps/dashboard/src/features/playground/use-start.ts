import { useMutation } from "@tanstack/react-query";
import { queryClient, trpc } from "../../api/client.ts";

/** Starts a run and cancels it. */
export function useStart() {
  const start = useMutation(
    trpc.execution.start.mutationOptions({
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.execution.list.queryKey() }),
    }),
  );
  const cancel = useMutation(
    trpc.execution.cancel.mutationOptions({
      onSuccess: (_answer, { executionId }) =>
        queryClient.invalidateQueries({ queryKey: trpc.execution.get.queryKey({ executionId }) }),
    }),
  );
  return { start, cancel };
}
