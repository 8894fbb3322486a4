import { AppError } from "@patchops/contract";
import type { Tables, Transaction } from "@patchops/db";
import type { Selectable } from "kysely";
import { type AuditActor, type AuditFact, recordAudit } from "../../../audit/index.ts";
import type { Services } from "../../../context.ts";

type Organization = Pick<Selectable<Tables["organizations"]>, "id" | "plan" | "planVersion">;

/**
 * What whoever operates the instance does to an organization, with its entry in the audit of that organization and of the one that
 * they act in themselves. Every node reads the plan anew. A system file: it writes in two organizations. Throws `not_found`.
 */
export async function changeCustomer(
  { database }: Services,
  { actor, organizationId }: { actor: AuditActor; organizationId: string },
  run: (
    trx: Transaction,
    organization: Organization,
  ) => Promise<Pick<AuditFact, "action" | "data" | "before" | "after">>,
): Promise<void> {
  await database.system.transaction().execute(async (trx) => {
    const organization = await trx
      .selectFrom("organizations")
      .select(["id", "plan", "planVersion"])
      .where("id", "=", organizationId)
      .forUpdate()
      .executeTakeFirst();
    if (organization === undefined) throw new AppError("not_found", "There is no such organization.");
    const fact = await run(trx, organization);
    for (const id of new Set([organizationId, actor.organizationId])) {
      await recordAudit(
        trx,
        { ...actor, organizationId: id },
        { ...fact, targetKind: "organization", targetId: organizationId },
      );
    }
    await database.notify(trx, "organization_changed", organizationId);
  });
}
