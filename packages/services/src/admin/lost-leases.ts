import { AppError, type LostLeases, type SettledLeases, type SettleLeasesInput } from "@patchops/contract";
import type { Services } from "../context.ts";
import { leasesByNode } from "./system/leases-by-node.ts";
import { settleNode } from "./system/settle-node.ts";

/** `patchops admin leases`: the units of monthly limits that nodes have taken, and whether their time is over. */
export async function listLeases({ database }: Services): Promise<LostLeases[]> {
  return (await leasesByNode(database)).map(({ ids: _, ...node }) => node);
}

/**
 * `patchops admin settle-leases`: gives back what a node took whose journal is lost with its disk, but for what its stored calls
 * used. Throws `not_found`, and `conflict` while a lease of it lives.
 */
export async function settleLeases(
  services: Services,
  { nodeId }: SettleLeasesInput,
): Promise<SettledLeases> {
  const { database } = services;
  const node = (await leasesByNode(database)).find((each) => each.nodeId === nodeId);
  if (node === undefined) throw new AppError("not_found", "No leases of such a node are there.");
  if (node.isLive) {
    throw new AppError("conflict", "This node has taken units in the last minute: it may be at work.", {
      next: "Leases of a node that starts again with its journal are settled by themselves.",
    });
  }
  return settleNode(database, node);
}
