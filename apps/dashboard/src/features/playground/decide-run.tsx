import { useMutation } from "@tanstack/react-query";
import { queryClient, trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";

/** A person's word on a run whose server died while a call was under way. */
export function DecideRun({ executionId }: { executionId: string }) {
  const decide = useMutation(
    trpc.execution.decide.mutationOptions({
      onSettled: () =>
        queryClient.invalidateQueries({ queryKey: trpc.execution.get.queryKey({ executionId }) }),
    }),
  );
  return (
    <>
      <Button
        size="small"
        isBusy={decide.isPending}
        onClick={() => decide.mutate({ executionId, decision: "repeat" })}
      >
        Send it again and go on
      </Button>
      <Button
        size="small"
        isBusy={decide.isPending}
        onClick={() => decide.mutate({ executionId, decision: "give_up" })}
      >
        Give up
      </Button>
      {decide.error && <p role="alert">{toErrorBody(decide.error).message}</p>}
    </>
  );
}
