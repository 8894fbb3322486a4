import { AppError, type AskedExport, type ExportForRequesterInput } from "@patchops/contract";
import { type AuditActor, auditActor, instanceOperator } from "../audit/index.ts";
import type { Context, Services } from "../context.ts";
import { findAccount, requireOwner } from "../requester/index.ts";
import { requireAccess } from "../require-access.ts";
import { queueForRequester } from "./system/queue-for-requester.ts";
import { reachableOrganizations } from "./system/reachable-organizations.ts";

/**
 * Begins the export that somebody asked for whom an admin has verified, or whose support request is verified. They are mailed when it is
 * ready, and they alone get it, in their own login. Instance admins. Throws `not_found`, `conflict`.
 */
export async function exportForRequester(
  context: Context,
  input: ExportForRequesterInput,
): Promise<AskedExport> {
  requireAccess(context, "admin.export");
  const { services, actor } = context;
  return start(services, input, {
    ...{ actor: auditActor(context), userId: actor.userId, askedVia: "admin" },
  });
}

/** `patchops admin export`. Throws `not_found`, `conflict`. */
export async function exportAsOperator(
  services: Services,
  input: ExportForRequesterInput,
): Promise<AskedExport> {
  const actor = await instanceOperator(services.database);
  return start(services, input, { actor, userId: null, askedVia: "operator" });
}

async function start(
  services: Services,
  input: ExportForRequesterInput,
  by: { actor: AuditActor; userId: string | null; askedVia: "admin" | "operator" },
): Promise<AskedExport> {
  const { database } = services;
  const account = await findAccount(database, input);
  const { userId, status, askedIn } = account;
  if (status !== "active") {
    throw new AppError("conflict", `The account is ${status}: nobody can sign in to it to get the archive.`, {
      next:
        status === "suspended"
          ? "Lift the suspension first."
          : "Its deletion can be taken back by the mailed link.",
    });
  }
  const organizationId = input.organizationId ?? null;
  if (organizationId !== null) await requireOwner(database, { userId, organizationId });
  const login = { kind: "user" as const, userId, organizationId: askedIn, loginSessionId: null };
  return queueForRequester(services, account, {
    ...{ by, organizationId, reason: "reason" in input ? input.reason : null },
    sources: organizationId === null ? await reachableOrganizations(database, login) : [],
  });
}
