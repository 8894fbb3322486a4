import { AppError, idSchema, type ListMailsInput, type Mail } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { findMails } from "./system/find-mails.ts";

/** The outbox, the newest first; `nextCursor` is null at the end. Instance admins. Throws `invalid_input` for a cursor that is none. */
export async function listMails(
  context: Context,
  { status, limit = 50, cursor }: ListMailsInput,
): Promise<{ mails: Mail[]; nextCursor: string | null }> {
  requireAccess(context, "admin.mails");
  if (cursor !== undefined && !idSchema.safeParse(cursor).success) {
    throw new AppError("invalid_input", "That cursor is not one of ours.", { details: { field: "cursor" } });
  }
  const { database, mailer } = context.services;
  const rows = await findMails(database, { status, before: cursor, limit: limit + 1 });
  const mails = rows.slice(0, limit).map(({ nextAt, ...mail }) => ({
    ...mail,
    nextAt: mail.status === "queued" && mailer !== null ? nextAt : null,
  }));
  return { mails, nextCursor: rows.length > limit ? (mails.at(-1)?.id ?? null) : null };
}
