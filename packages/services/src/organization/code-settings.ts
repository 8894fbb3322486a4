import type { CodeSettings } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { storedJson } from "../stored-json.ts";

/** What programs of the organization may do besides calling tools. */
export async function getCodeSettings(context: Context): Promise<CodeSettings> {
  requireAccess(context, "organization.codeSettings");
  const { services, actor } = context;
  return services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .selectFrom("organizations")
      .select(["allowsFetch", "fetchHosts"])
      .where("id", "=", actor.organizationId)
      .executeTakeFirstOrThrow(),
  );
}

/** Switches `fetch` for programs on or off, and says where it may lead. Owners and admins. */
export async function setCodeSettings(context: Context, input: CodeSettings): Promise<CodeSettings> {
  requireAccess(context, "organization.setCodeSettings");
  const { services, actor } = context;
  const { organizationId } = actor;
  const { allowsFetch } = input;
  const fetchHosts = [...new Set(input.fetchHosts)].sort();
  return services.snapshots.change(organizationId, async (trx) => {
    const before = await trx
      .selectFrom("organizations")
      .select(["allowsFetch", "fetchHosts"])
      .where("id", "=", organizationId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    await trx
      .updateTable("organizations")
      .set({ allowsFetch, fetchHosts: storedJson(fetchHosts) })
      .where("id", "=", organizationId)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "organization.set_fetch",
      targetKind: "organization",
      targetId: organizationId,
      before,
      after: { allowsFetch, fetchHosts },
    });
    return { allowsFetch, fetchHosts };
  });
}
