import type { LegalHold, LegalHoldInput, LegalHoldRef } from "@patchops/contract";
import { type AuditActor, auditActor, instanceOperator } from "../audit/index.ts";
import type { Context, Services } from "../context.ts";
import { findSubject } from "../requester/index.ts";
import { requireAccess } from "../require-access.ts";
import { insertHold, readHolds, releaseHold } from "./system/legal-holds.ts";

/**
 * Keeps the rows of an account or organization from being deleted, by retention and by a deletion that was asked for, until it is
 * released. Instance admins. Throws `not_found`.
 */
export async function addLegalHold(context: Context, input: LegalHoldInput): Promise<LegalHoldRef> {
  requireAccess(context, "admin.hold");
  return add(context.services, input, { actor: auditActor(context), userId: context.actor.userId });
}

/** `patchops admin holds add`. Throws `not_found`, `conflict`. */
export async function addHoldAsOperator(services: Services, input: LegalHoldInput): Promise<LegalHoldRef> {
  return add(services, input, { actor: await instanceOperator(services.database), userId: null });
}

async function add(
  { database }: Services,
  input: LegalHoldInput,
  by: { actor: AuditActor; userId: string | null },
): Promise<LegalHoldRef> {
  const subject = await findSubject(database, input);
  return insertHold(database, by, { ...subject, reason: input.reason });
}

/** Lets the rows be deleted again, and what waited for that go on. Instance admins. Throws `not_found`. */
export async function releaseLegalHold(context: Context, { holdId }: LegalHoldRef): Promise<LegalHoldRef> {
  requireAccess(context, "admin.releaseHold");
  await releaseHold(context.services.database, auditActor(context), holdId);
  return { holdId };
}

/** `patchops admin holds release`. Throws `not_found`, `conflict`. */
export async function releaseHoldAsOperator(
  { database }: Services,
  { holdId }: LegalHoldRef,
): Promise<LegalHoldRef> {
  await releaseHold(database, await instanceOperator(database), holdId);
  return { holdId };
}

/** The legal holds, the newest 200. Instance admins. */
export async function listLegalHolds(context: Context): Promise<LegalHold[]> {
  requireAccess(context, "admin.holds");
  return readHolds(context.services.database);
}

/** `patchops admin holds list`. */
export async function listHoldsAsOperator({ database }: Services): Promise<LegalHold[]> {
  return readHolds(database);
}
