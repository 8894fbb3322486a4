import { clock, componentNames } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Services } from "../context.ts";
import { queueMail } from "../mail/index.ts";
import { type ComponentLook, lookAtComponents } from "./look-at-components.ts";
import { type Alert, storeLook } from "./store-look.ts";

/**
 * A worker's job, each minute: looks at the parts of the instance, keeps how they are, and tells the operator, by mail and by the alert
 * webhook, of one that is down for two checks, and once it is back. A system reading: parts are no organization's.
 */
export async function checkComponents(services: Services): Promise<void> {
  const looks = await lookAtComponents(services);
  const atMs = clock.nowMs();
  await services.database.transaction(async (trx) => {
    for (const look of looks) {
      const { alert, since } = await storeLook(trx, look, atMs);
      if (alert !== null) await tell(services, trx, { alert, look, since });
    }
  });
}

async function tell(
  services: Services,
  trx: Transaction,
  { alert, look, since }: { alert: NonNullable<Alert>; look: ComponentLook; since: string },
): Promise<void> {
  const { publicUrl, alertWebhook } = services.settings;
  const name = componentNames[look.component];
  const data = { name, isUp: alert === "up", detail: look.problem, since, url: `${publicUrl}/admin/status` };
  services.log.warn(
    { component: look.component, state: alert, detail: look.problem },
    "a part of the instance changed",
  );
  const admins = await trx
    .selectFrom("users")
    .select(["id", "email"])
    .where("isInstanceAdmin", "=", true)
    .where("status", "=", "active")
    .where("emailVerifiedAt", "is not", null)
    .execute();
  for (const { id, email } of admins) {
    await queueMail(services, trx, { kind: "operator-alert", to: email, userId: id, data });
  }
  if (alertWebhook !== null) await services.jobs.send(trx, "operator-alert", data);
}
