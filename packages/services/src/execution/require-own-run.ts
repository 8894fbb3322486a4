import type { Transaction } from "@patchops/db";
import type { Services } from "../context.ts";
import type { LiveRun } from "./live-run.ts";
import { nodeIdOf } from "./node-id-of.ts";

export type OwnedRun = Pick<LiveRun, "organizationId" | "executionId" | "isWorkflow" | "isLost" | "abort">;

/** Another node has the run: what this one would store of it counts for nothing. */
class RunTaken extends Error {
  constructor() {
    super("another node goes on with this run");
  }
}

/**
 * In a transaction that stores something of a workflow's run: no other node takes it before that ends. A node that was silent too long,
 * and has not heard of it, would else write answers into a log by which another one goes on already. Ends the run here and throws
 * `RunTaken` where it is not this node's any more. Runs of no workflow are their node's alone.
 */
export async function requireOwnRun(services: Services, trx: Transaction, run: OwnedRun): Promise<void> {
  if (!run.isWorkflow) return;
  const own = await trx
    .selectFrom("workflowRuns")
    .select("executionId")
    .where("organizationId", "=", run.organizationId)
    .where("executionId", "=", run.executionId)
    .where("nodeId", "=", nodeIdOf(services))
    .where("state", "=", "active")
    .forShare()
    .executeTakeFirst();
  if (own === undefined) throw loseRun(run);
}

export const isRunTaken = (error: unknown): boolean => error instanceof RunTaken;

export function loseRun(run: OwnedRun): RunTaken {
  run.isLost = true;
  run.abort.abort();
  return new RunTaken();
}
