import type { Transaction } from "@patchops/db";
import type { Services } from "../context.ts";
import { notify } from "../notification/index.ts";
import type { RunHeader } from "./log/stored-entry.ts";
import { isReachable } from "./workflow/is-reachable.ts";

/** In the transaction in which a run comes to need a person's decision: whom it runs for is told, else owners and admins. */
export async function tellOfDoubt(
  services: Services,
  trx: Transaction,
  { executionId, header, message }: { executionId: string; header: RunHeader; message: string },
): Promise<void> {
  const { workflow, actor } = header;
  const { organizationId, userId } = actor;
  await notify(services, trx, {
    ...{ organizationId, kind: workflow ? "workflow" : "run_failed", userIds: [userId] },
    isForThemAlone: await isReachable(trx, { organizationId, userId }),
    title: workflow ? `A run of ${workflow.name} needs a decision` : "A run needs a decision",
    text: message,
    path: `/runs/${executionId}`,
    data: { executionId, status: "needs_decision", ...(workflow && { workflow: workflow.name }) },
  });
}
