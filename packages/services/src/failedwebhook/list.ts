import type { FailedWebhook, ListFailedWebhooksInput } from "@patchops/contract";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { readFailed } from "./system/read-failed.ts";

/** Webhooks that came to nothing, in and out, the newest first. Instance admins. */
export async function listFailedWebhooks(
  context: Context,
  input: ListFailedWebhooksInput,
): Promise<FailedWebhook[]> {
  requireAccess(context, "admin.failedWebhooks");
  return readFailed(context.services.database, input);
}

/** `patchops admin webhooks list`. */
export async function listFailedWebhooksAsOperator(
  { database }: Services,
  input: ListFailedWebhooksInput,
): Promise<FailedWebhook[]> {
  return readFailed(database, input);
}
