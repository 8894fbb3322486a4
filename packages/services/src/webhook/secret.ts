import { randomBytes } from "node:crypto";
import { newId, type WebhookSecret } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { auditActor, recordAudit } from "../audit/index.ts";
import { openValues, sealValue } from "../connection/index.ts";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { secretPrefix } from "../sign-webhook.ts";

/** How long the secret before still signs. */
const overlapMs = 86_400_000;
const field = "webhook_secret";

/** Whether there is a signing secret; never the secret itself. */
export async function webhookSecret(context: Context): Promise<WebhookSecret> {
  requireAccess(context, "webhook.secret");
  const { services, actor } = context;
  const { organizationId } = actor;
  const rows = await services.database.withOrganization(organizationId, (trx) =>
    signing(trx, organizationId),
  );
  const retired = rows.find(({ retiredAt }) => retiredAt !== null)?.retiredAt;
  return {
    createdAt: rows.find(({ retiredAt }) => retiredAt === null)?.createdAt ?? null,
    previousUntil: retired ? new Date(Date.parse(retired) + overlapMs).toISOString() : null,
  };
}

/** Makes a new secret, which is shown this once; the one before signs for a day more. */
export async function rotateWebhookSecret(context: Context): Promise<{ secret: string }> {
  requireAccess(context, "webhook.rotateSecret");
  const { services, actor } = context;
  const { organizationId } = actor;
  const id = newId();
  const secret = `${secretPrefix}${randomBytes(32).toString("base64")}`;
  await services.database.withOrganization(organizationId, async (trx) => {
    const now = new Date();
    await trx
      .deleteFrom("webhookSecrets")
      .where("organizationId", "=", organizationId)
      .where("retiredAt", "is not", null)
      .execute();
    await trx
      .updateTable("webhookSecrets")
      .set({ retiredAt: now.toISOString() })
      .where("organizationId", "=", organizationId)
      .execute();
    const sealed = await sealValue(services, trx, {
      place: { organizationId, row: id, field },
      value: secret,
    });
    await trx
      .insertInto("webhookSecrets")
      .values({ organizationId, id, sealed, createdAt: now.toISOString(), retiredAt: null })
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "webhook.rotate_secret",
      targetKind: "organization",
      targetId: organizationId,
      data: {},
    });
  });
  return { secret };
}

/** The secrets that sign now, the newest first; empty when none was made. */
export async function openSecrets(
  services: Services,
  trx: Transaction,
  organizationId: string,
): Promise<string[]> {
  const rows = await signing(trx, organizationId);
  return openValues<string>(
    services,
    trx,
    rows.map(({ id, sealed }) => ({ place: { organizationId, row: id, field }, sealed })),
  );
}

function signing(trx: Transaction, organizationId: string) {
  return trx
    .selectFrom("webhookSecrets")
    .select(["id", "sealed", "createdAt", "retiredAt"])
    .where("organizationId", "=", organizationId)
    .where((where) =>
      where.or([
        where("retiredAt", "is", null),
        where("retiredAt", ">", new Date(Date.now() - overlapMs).toISOString()),
      ]),
    )
    .orderBy("createdAt", "desc")
    .execute();
}
