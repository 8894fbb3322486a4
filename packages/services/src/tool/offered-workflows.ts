import type { WorkflowSnapshot } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { may } from "../may.ts";
import { toolView } from "./view.ts";

/** Published workflows are tools as well, of those clients that are held to no other profile; a tool of the same name comes first. */
export async function offeredWorkflows(context: Context): Promise<WorkflowSnapshot[]> {
  const { actor } = context;
  if (!may(actor, "workflow.call")) return [];
  const { snapshot, tools } = await toolView(context);
  return [...snapshot.workflows.values()].filter(
    ({ name, profile }) => !tools.has(name) && (actor.profile === null || actor.profile === profile),
  );
}
