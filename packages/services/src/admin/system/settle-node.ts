import type { Database } from "@patchops/db";
import { recordAudit } from "../../audit/index.ts";
import { settleLeftLeases } from "../../usage/index.ts";
import { operator } from "../operator.ts";

/** Settles what is left of a node by the calls that are stored, with an audit entry for each organization. A system file: it goes over all. */
export async function settleNode(
  database: Database,
  { nodeId, ids }: { nodeId: string; ids: readonly string[] },
): Promise<{ leases: number; units: number }> {
  return database.system.transaction().execute(async (trx) => {
    const total = { leases: 0, units: 0 };
    for (const [organizationId, data] of await settleLeftLeases({ system: trx }, nodeId, ids)) {
      total.leases += data.leases;
      total.units += data.units;
      await recordAudit(trx, operator(organizationId), {
        action: "usage.settle_leases",
        targetKind: "node",
        targetId: nodeId,
        data,
      });
    }
    return total;
  });
}
