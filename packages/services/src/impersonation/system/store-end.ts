import { sql } from "kysely";
import { auditActor } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { recordInBoth } from "./record-in-both.ts";

/** A system file: who looked and whom they looked at belong to different organizations. */
export async function storeEnd(
  context: Context,
  { impersonationId, loginSessionId }: { impersonationId: string; loginSessionId: string },
): Promise<void> {
  const { services, actor } = context;
  await services.database.system.transaction().execute(async (trx) => {
    const { seen } = await trx
      .updateTable("impersonations")
      .set({ endedAt: sql<string>`now()` })
      .where("organizationId", "=", actor.organizationId)
      .where("id", "=", impersonationId)
      .returning("seen")
      .executeTakeFirstOrThrow();
    const login = await trx
      .updateTable("loginSessions")
      .set({ impersonationId: null })
      .where("id", "=", loginSessionId)
      .returning("organizationId")
      .executeTakeFirstOrThrow();
    const own = { ...auditActor(context), organizationId: login.organizationId ?? actor.organizationId };
    await recordInBoth(trx, own, actor.organizationId, {
      action: "impersonation.end",
      targetKind: "user",
      targetId: actor.userId,
      data: { seen },
    });
  });
}
