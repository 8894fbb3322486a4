import { z } from "zod";

/** Where workflows' runs are that are not over and done with, in words. */
export const workflowRunStates = {
  queued: "Their time has come, and no node has taken them",
  running: "A node works on them",
  sleeping: "They wait for a time, or for another run",
  waiting: "They wait for a person",
  dead: "They failed for good, and nobody has run them again or put them aside",
} as const;
export type WorkflowRunState = keyof typeof workflowRunStates;

const states = Object.keys(workflowRunStates) as [WorkflowRunState, ...WorkflowRunState[]];

export const workflowRunCountSchema = z.object({
  state: z.enum(states),
  count: z.number().int(),
  /**
   * Since when that has been so of the one that it has been so of for longest, in ISO 8601; of a dead one when it was queued. null where
   * there is none.
   */
  oldestAt: z.string().nullable(),
});
export type WorkflowRunCount = z.infer<typeof workflowRunCountSchema>;

/** Each state once, also where there is no run in it. */
export function everyRunState(found: readonly WorkflowRunCount[]): WorkflowRunCount[] {
  return states.map(
    (state) => found.find((row) => row.state === state) ?? { state, count: 0, oldestAt: null },
  );
}
