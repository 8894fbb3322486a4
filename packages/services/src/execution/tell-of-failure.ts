import type { ExecutionStatus } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Services } from "../context.ts";
import { notify } from "../notification/index.ts";

/** In the transaction that ends a run that nobody watches: who started it is told when it failed. */
export async function tellOfFailure(
  services: Services,
  trx: Transaction,
  run: {
    organizationId: string;
    executionId: string;
    userId: string;
    status: ExecutionStatus;
    message: string | undefined;
  },
): Promise<void> {
  const { organizationId, executionId, userId, status, message } = run;
  if (status === "succeeded" || status === "cancelled") return;
  await notify(services, trx, {
    ...{ organizationId, kind: "run_failed", userIds: [userId], isForThemAlone: true },
    title: "A run failed",
    text: message?.slice(0, 300) ?? `It ended as ${status.replaceAll("_", " ")}.`,
    path: `/runs/${executionId}`,
    data: { executionId, status },
  });
}
