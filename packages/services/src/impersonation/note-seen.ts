import { impersonatedVerbs } from "@patchops/contract";
import { sql } from "kysely";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";

/** Asked by every page all the time, or no look at anything. */
const unnoted = ["account.current", "account.endImpersonation", "account.logOut"];

const allowed: ReadonlySet<string> = impersonatedVerbs;

/** Writes into the organization's audit what an admin of the instance looks at as a member: each verb once a look, those that are refused not. */
export async function noteSeen(context: Context, verb: string): Promise<void> {
  const { actor, services } = context;
  const { impersonation, organizationId, userId } = actor;
  if (impersonation === undefined || unnoted.includes(verb) || !allowed.has(verb)) return;
  await services.database.withOrganization(organizationId, async (trx) => {
    const noted = await trx
      .updateTable("impersonations")
      .set({ seen: sql<string[]>`array_append(seen, ${verb})` })
      .where("organizationId", "=", organizationId)
      .where("id", "=", impersonation.id)
      .where(sql<boolean>`${verb} <> all (seen)`)
      .returning("id")
      .executeTakeFirst();
    if (noted === undefined) return;
    await recordAudit(trx, auditActor(context), {
      action: "impersonation.see",
      targetKind: "user",
      targetId: userId,
      data: { verb },
    });
  });
}
