import type { AskedDeletion, RemoveForRequesterInput } from "@patchops/contract";
import { auditActor } from "../audit/index.ts";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { askForDeletion } from "./system/ask.ts";
import { findSubject } from "./system/find-subject.ts";

/**
 * Begins the deletion that somebody asked for whom an admin has verified, as if they had begun it: they are mailed, and may take it
 * back. Instance admins. Throws `not_found`, `conflict`.
 */
export async function removeForRequester(
  context: Context,
  input: RemoveForRequesterInput,
): Promise<AskedDeletion> {
  requireAccess(context, "admin.remove");
  const { services, actor } = context;
  const { subject, id } = await findSubject(services.database, input);
  return askForDeletion(services, subject === "account" ? { account: id } : { organization: id }, {
    ...{ actor: auditActor(context), askedBy: actor.userId, askedVia: "admin", reason: input.reason },
  });
}

/** `patchops admin delete`. Throws `not_found`, `conflict`. */
export async function removeAsOperator(
  services: Services,
  input: RemoveForRequesterInput,
): Promise<AskedDeletion> {
  const { subject, id, organizationId } = await findSubject(services.database, input);
  const actor = { organizationId, kind: "operator" as const, id: null, address: null, requestId: null };
  return askForDeletion(services, subject === "account" ? { account: id } : { organization: id }, {
    ...{ actor, askedBy: null, askedVia: "operator", reason: input.reason },
  });
}
