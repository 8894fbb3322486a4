import { isExecutionFinished, type WorkflowRun } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { isId } from "../../url-state/is-id.ts";

/** While it goes on. */
const refetchMs = 1_000;

/** What is known of a run as one of a workflow: as its list has it, or, where the list does not show it, asked for alone. */
export function useWorkflowRun(
  executionId: string,
  listed: WorkflowRun | undefined,
): WorkflowRun | undefined {
  const query = useQuery(
    trpc.workflow.runs.queryOptions(
      { executionId, limit: 1 },
      {
        enabled: listed === undefined && isId(executionId),
        refetchInterval: ({ state }) =>
          state.data?.runs.some(({ status }) => !isExecutionFinished(status)) ? refetchMs : false,
      },
    ),
  );
  return listed ?? query.data?.runs[0];
}
