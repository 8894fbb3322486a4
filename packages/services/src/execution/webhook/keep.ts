import type { Transaction } from "@patchops/db";
import type { Services } from "../../context.ts";
import { requireSigningSecret } from "../../webhook/index.ts";

/** With the start of a run: whom to tell of its end. Throws `invalid_input` where nothing could sign the message. */
export async function keepWebhook(
  trx: Transaction,
  run: { organizationId: string; executionId: string; url: string },
): Promise<void> {
  await requireSigningSecret(trx, { organizationId: run.organizationId, field: "webhook" });
  await trx
    .insertInto("runWebhooks")
    .values({ ...run, httpStatus: null, error: null, nextAt: null })
    .execute();
}

/** In the transaction that ends a run: its webhook, where it has one, is told by a worker. */
export async function sendWebhook(
  { jobs }: Pick<Services, "jobs">,
  trx: Transaction,
  run: { organizationId: string; executionId: string },
): Promise<void> {
  const { organizationId, executionId } = run;
  const waiting = await trx
    .selectFrom("runWebhooks")
    .select("executionId")
    .where("organizationId", "=", organizationId)
    .where("executionId", "=", executionId)
    .where("status", "=", "waiting")
    .executeTakeFirst();
  if (waiting) await jobs.send(trx, "run-webhook", { organizationId, executionId, attempt: 1 });
}
