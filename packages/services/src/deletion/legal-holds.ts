import type { LegalHold, LegalHoldInput, LegalHoldRef } from "@patchops/contract";
import { auditActor } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { findSubject } from "./system/find-subject.ts";
import { insertHold, readHolds, releaseHold } from "./system/legal-holds.ts";

/**
 * Keeps the rows of an account or organization from being deleted, by retention and by a deletion that was asked for, until it is
 * released. Instance admins. Throws `not_found`.
 */
export async function addLegalHold(context: Context, input: LegalHoldInput): Promise<LegalHoldRef> {
  requireAccess(context, "admin.hold");
  const { services } = context;
  const subject = await findSubject(services.database, input);
  return insertHold(services.database, auditActor(context), { ...subject, reason: input.reason });
}

/** Lets the rows be deleted again, and what waited for that go on. Instance admins. Throws `not_found`. */
export async function releaseLegalHold(context: Context, { holdId }: LegalHoldRef): Promise<LegalHoldRef> {
  requireAccess(context, "admin.releaseHold");
  await releaseHold(context.services.database, auditActor(context), holdId);
  return { holdId };
}

/** The legal holds, the newest 200. Instance admins. */
export async function listLegalHolds(context: Context): Promise<LegalHold[]> {
  requireAccess(context, "admin.holds");
  return readHolds(context.services.database);
}
