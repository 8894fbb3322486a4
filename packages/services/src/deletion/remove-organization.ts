import { AppError, type AskedDeletion, type RemoveOrganizationInput } from "@patchops/contract";
import { auditActor } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { requireProof } from "../session/index.ts";
import { askForDeletion } from "./system/ask.ts";

/**
 * Has the organization deleted: at once nobody does anything in it any more, and it is gone when the days of grace are over. Owners.
 * Throws `step_up_required`, `invalid_input` for another name.
 */
export async function removeOrganization(
  context: Context,
  { name }: RemoveOrganizationInput,
): Promise<AskedDeletion> {
  requireAccess(context, "organization.remove");
  await requireProof(context, "organization.remove");
  const { services, actor } = context;
  const { organizationId } = actor;
  const organization = await services.database.withOrganization(organizationId, (trx) =>
    trx.selectFrom("organizations").select("name").where("id", "=", organizationId).executeTakeFirstOrThrow(),
  );
  if (organization.name !== name) {
    throw new AppError("invalid_input", "That is not the organization's name.", {
      details: { field: "name" },
    });
  }
  return askForDeletion(
    services,
    { organization: organizationId },
    { actor: auditActor(context), askedBy: actor.userId, askedVia: "owner", reason: null, ticketId: null },
  );
}
