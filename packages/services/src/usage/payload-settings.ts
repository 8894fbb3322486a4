import type { PayloadSettings, SetPayloadSettingsInput } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { keepsPayloads } from "./keeps-payloads.ts";

/** What the organization keeps of what is said in its calls. */
export async function getPayloadSettings(context: Context): Promise<PayloadSettings> {
  requireAccess(context, "organization.payloadSettings");
  const { services, actor } = context;
  return services.database.withOrganization(actor.organizationId, (trx) =>
    readPayloadSettings(services, trx, actor.organizationId),
  );
}

/** Switches it on or off, or leaves it to the instance; what was kept longer than allowed goes with the next hourly job. */
export async function setPayloadSettings(
  context: Context,
  input: SetPayloadSettingsInput,
): Promise<PayloadSettings> {
  requireAccess(context, "organization.setPayloadSettings");
  const { services, actor } = context;
  const { organizationId } = actor;
  return services.snapshots.change(organizationId, async (trx) => {
    const before = await trx
      .selectFrom("organizations")
      .select(["keepsPayloads", "payloadDays", "hiddenFields"])
      .where("id", "=", organizationId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const { keepsPayloads = before.keepsPayloads, payloadDays = before.payloadDays } = input;
    const hiddenFields = [...new Set(input.hiddenFields ?? before.hiddenFields)].sort();
    const after = { keepsPayloads, payloadDays, hiddenFields };
    await trx.updateTable("organizations").set(after).where("id", "=", organizationId).execute();
    await recordAudit(trx, auditActor(context), {
      action: "organization.set_payloads",
      targetKind: "organization",
      targetId: organizationId,
      before,
      after,
    });
    return readPayloadSettings(services, trx, organizationId);
  });
}

/** For verbs that have checked their own scope. */
export async function readPayloadSettings(
  services: Services,
  trx: Transaction,
  organizationId: string,
): Promise<PayloadSettings> {
  const { memberCount, ...settings } = await trx
    .selectFrom("organizations as o")
    .select(["o.keepsPayloads", "o.payloadDays", "o.hiddenFields"])
    .select((eb) =>
      eb
        .selectFrom("members as m")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .where("m.organizationId", "=", organizationId)
        .as("memberCount"),
    )
    .where("o.id", "=", organizationId)
    .executeTakeFirstOrThrow();
  return { ...settings, isOn: keepsPayloads(services, { ...settings, memberCount: Number(memberCount) }) };
}
