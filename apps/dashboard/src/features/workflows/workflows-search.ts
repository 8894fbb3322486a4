import { executionStatuses, workflowTriggers } from "@patchops/contract";
import { searchChoice, searchFlag, searchSchema, searchText } from "../../url-state/search-schema.ts";

export const workflowStates = ["active", "draft", "paused", "blocked"] as const;

/** What the address of the list holds. */
export const workflowsSearch = searchSchema({
  /** Words of the name or the description. */
  q: searchText,
  state: searchChoice(workflowStates),
  sort: searchText,
  /** The dialog that makes one. */
  create: searchFlag,
  /** What it begins with. */
  template: searchText,
});

const workflowTabs = ["code", "runs", "versions", "triggers", "settings"] as const;

/** What the address of one workflow holds. */
export const workflowSearch = searchSchema({
  tab: searchChoice(workflowTabs),
  /** Of the runs: how they ended, what started them, only those that failed for good. */
  status: searchChoice(executionStatuses),
  trigger: searchChoice(workflowTriggers),
  dead: searchFlag,
  /** The run whose panel is open, and its part of the timeline that is looked at. */
  run: searchText,
  inner: searchText,
  /** Of the versions: the two that are compared. */
  from: searchText,
  to: searchText,
  /** The dialog that starts it. */
  start: searchFlag,
});
export type WorkflowSearch = ReturnType<typeof workflowSearch>;
