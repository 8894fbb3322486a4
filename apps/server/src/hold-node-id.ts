import type { Database } from "@patchops/db";
import { nodeIdOf } from "@patchops/services";
import { StartError } from "./start-error.ts";

export interface HoldNodeIdOptions {
  dataDir: string;
  journal: string;
  /** The process has nothing left to do. */
  onLost: (error: unknown) => void;
  /** See `Database.hold`. */
  patienceMs?: number;
}

/**
 * Makes this node the only one on its database with its id, by which leases and journal are its own: two that share it would return
 * each other's leases. Throws `StartError` while another has it.
 */
export async function holdNodeId(database: Database, options: HoldNodeIdOptions): Promise<void> {
  const { dataDir, journal, onLost, ...hold } = options;
  const id = nodeIdOf(journal);
  const inUse = () =>
    new StartError(
      `Another PatchOps works on this database as the node of ${dataDir} (${id}): one data directory is a copy of the other.`,
      "Stop that one, or start this one on an empty directory: PATCHOPS_DATA_DIR=.patchops-2, with the same PATCHOPS_MASTER_KEY.",
    );
  const isOurs = await database.hold(`patchops node ${id}`, { ...hold, onTaken: () => onLost(inUse()) });
  if (!isOurs) throw inUse();
}
