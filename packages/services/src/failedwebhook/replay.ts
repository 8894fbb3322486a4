import { AppError, idSchema, type ReplayWebhookInput } from "@patchops/contract";
import { operator } from "../admin/index.ts";
import { type AuditActor, auditActor, instanceOperator } from "../audit/index.ts";
import { queueStripeEventAgain } from "../billing/index.ts";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { queueAgain } from "./system/queue-again.ts";

/** Has a message that came to nothing tried anew, from its first attempt on. Instance admins. Throws `not_found`. */
export async function replayWebhook(context: Context, input: ReplayWebhookInput): Promise<void> {
  requireAccess(context, "admin.replayWebhook");
  await replay(context.services, auditActor(context), input);
}

/** `patchops admin webhooks replay`. Throws `not_found`. */
export async function replayWebhookAsOperator(services: Services, input: ReplayWebhookInput): Promise<void> {
  const { organizationId } = input;
  const actor =
    organizationId === undefined ? await instanceOperator(services.database) : operator(organizationId);
  await replay(services, actor, input);
}

async function replay(
  services: Services,
  actor: AuditActor,
  { source, id, organizationId }: ReplayWebhookInput,
): Promise<void> {
  const isQueued =
    source === "stripe"
      ? await queueStripeEventAgain(services, { id, actor })
      : organizationId !== undefined &&
        idSchema.safeParse(id).success &&
        (await queueAgain(services, actor, { source, id, organizationId }));
  if (!isQueued) throw new AppError("not_found", "There is no such failed webhook.");
}
