import { AppError } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Services } from "../context.ts";
import type { JobData } from "../jobs.ts";
import { examineConnection } from "./examine.ts";

type Data = JobData["connection-examination"];

/** Longer than an examination takes: the job is for those whose process died over it. */
const afterSeconds = 45;

/** In the transaction that sets a connection to `connecting`: whatever becomes of this process, it does not stay so. */
export function sendExamination({ jobs }: Services, trx: Transaction, data: Data): Promise<void> {
  return jobs.send(trx, "connection-examination", data, { afterSeconds });
}

/** A worker's job: examines a connection that is still `connecting` since that moment. */
export async function completeExamination(services: Services, data: Data): Promise<void> {
  const { organizationId, connectionId, ownerId, statusAt } = data;
  const row = await services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("connections")
      .select("id")
      .where("organizationId", "=", organizationId)
      .where("id", "=", connectionId)
      .where("status", "=", "connecting")
      .where("statusAt", "=", statusAt)
      .executeTakeFirst(),
  );
  if (row === undefined) return;
  try {
    await examineConnection(services, { organizationId, connectionId, ownerId });
  } catch (error) {
    // Removed meanwhile: nothing is left to do.
    if (!(error instanceof AppError) || error.code !== "not_found") throw error;
  }
}
