import type { Generated, Json, Timestamp } from "./column.ts";

/** A program that runs by itself, under a name. */
export interface WorkflowTable {
  organizationId: string;
  id: string;
  name: string;
  /** In whose name it runs: a person, or a service account. */
  userId: string;
  /** What it may do, of what that one may. */
  scopes: string[];
  latestVersion: number;
  /** null: none runs. */
  publishedVersion: number | null;
  pausedAt: Timestamp | null;
  pauseReason: string | null;
  failuresInRow: Generated<number>;
  /** Of the token in its webhook's address, by which it is found. */
  webhookHash: string | null;
  /** That token and what its callers sign with. */
  webhookSealed: string | null;
  createdBy: string;
  createdAt: Generated<Timestamp>;
  updatedAt: Generated<Timestamp>;
}

/** A version never changes but for its publication. */
export interface WorkflowVersionTable {
  organizationId: string;
  workflowId: string;
  /** Counts from 1. */
  version: number;
  code: string;
  config: Json<Record<string, unknown>>;
  inputSchema: Json<Record<string, unknown>> | null;
  outputSchema: Json<Record<string, unknown>> | null;
  notes: Generated<string>;
  createdBy: string;
  createdAt: Generated<Timestamp>;
  /** When it was published last. */
  publishedAt: Timestamp | null;
}

/** When a schedule of the published version is due next; its rule stands in the version's config at that position. */
export interface WorkflowScheduleTable {
  organizationId: string;
  workflowId: string;
  position: number;
  nextAt: Timestamp;
}

/** A request to a workflow's webhook that was refused: why, and nothing of what it held. */
export interface WorkflowHookRefusalTable {
  organizationId: string;
  workflowId: string;
  id: string;
  /** The code of the error that was answered. */
  reason: string;
  createdAt: Generated<Timestamp>;
}

/** What stands behind an execution that is a workflow's run. */
export interface WorkflowRunTable {
  organizationId: string;
  executionId: string;
  workflowId: string;
  version: number;
  trigger: "manual" | "schedule" | "webhook" | "tool" | "code" | "rerun";
  /** `queued`: waits for its time and its place; `active`: a node has begun it, maybe it waits for something. */
  state: "queued" | "active" | "ended";
  dueAt: Timestamp;
  concurrencyKey: string | null;
  concurrencyLimit: number | null;
  /** Counts from 1. */
  attempt: Generated<number>;
  /** The first attempt's execution; of that its own. */
  rootId: string;
  /** How many workflows called each other to come here. */
  depth: Generated<number>;
  /** The execution that waits for its end. */
  parentId: string | null;
  /** Of two starts of a workflow with the same one only the first makes a run. */
  idempotencyKey: string | null;
  scheduledFor: Timestamp | null;
  /** Since then nobody goes on with it, until whoever paused it lets it. */
  heldAt: Timestamp | null;
  /** It failed for good, and nobody has looked at it. */
  isDead: Generated<boolean>;
  /** The node that works on it, and when that said so last. */
  nodeId: string | null;
  seenAt: Timestamp | null;
  createdAt: Generated<Timestamp>;
}
