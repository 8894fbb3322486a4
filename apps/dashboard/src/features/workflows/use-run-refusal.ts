import type { WorkflowSummary } from "@patchops/contract";
import { useRefusal } from "../../api/use-refusal.ts";

/** Why nobody, or not this person, can start a workflow by hand; undefined = they can. */
export function useRunRefusal({ status }: Pick<WorkflowSummary, "status">): string | undefined {
  const refusal = useRefusal("workflow.run", "run workflows");
  return refusal ?? (status === "blocked" ? "It is blocked: publish a version first." : undefined);
}
