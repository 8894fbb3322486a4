import type { AskedDeletion, RemoveForRequesterInput } from "@patchops/contract";
import { type AuditActor, auditActor, instanceOperator } from "../audit/index.ts";
import type { Context, Services } from "../context.ts";
import { findSubject } from "../requester/index.ts";
import { requireAccess } from "../require-access.ts";
import { askForDeletion } from "./system/ask.ts";

/**
 * Begins the deletion that somebody asked for whom an admin has verified, or whose support request is verified, as if they had begun it:
 * they are mailed, and may take it back. Instance admins. Throws `not_found`, `conflict`.
 */
export async function removeForRequester(
  context: Context,
  input: RemoveForRequesterInput,
): Promise<AskedDeletion> {
  requireAccess(context, "admin.remove");
  const { services, actor } = context;
  return remove(services, input, {
    ...{ actor: auditActor(context), askedBy: actor.userId, askedVia: "admin" },
  });
}

/** `patchops admin delete`. Throws `not_found`, `conflict`. */
export async function removeAsOperator(
  services: Services,
  input: RemoveForRequesterInput,
): Promise<AskedDeletion> {
  const actor = await instanceOperator(services.database);
  return remove(services, input, { actor, askedBy: null, askedVia: "operator" });
}

async function remove(
  services: Services,
  input: RemoveForRequesterInput,
  by: { actor: AuditActor; askedBy: string | null; askedVia: "admin" | "operator" },
): Promise<AskedDeletion> {
  const { subject, id, ticketId } = await findSubject(services.database, input);
  return askForDeletion(services, subject === "account" ? { account: id } : { organization: id }, {
    ...by,
    ...{ reason: "reason" in input ? input.reason : null, ticketId },
  });
}
