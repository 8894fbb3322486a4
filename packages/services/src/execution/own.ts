import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { unknownExecution } from "./read.ts";

/**
 * Makes sure that a run is the actor's own and was started in the profile that they are in: what a program of one profile answered is
 * for no other. Throws `not_found`.
 */
export async function requireOwnExecution(
  context: Context,
  { executionId }: { executionId: string },
): Promise<void> {
  requireAccess(context, "execution.get");
  const { services, actor } = context;
  const found = await services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .selectFrom("executions")
      .select("id")
      .where("organizationId", "=", actor.organizationId)
      .where("id", "=", executionId)
      .where("userId", "=", actor.userId)
      .where("profile", "is not distinct from", actor.profile)
      .executeTakeFirst(),
  );
  if (!found) throw unknownExecution();
}
