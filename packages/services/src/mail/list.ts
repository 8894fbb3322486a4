import type { ListMailsInput, Mail } from "@patchops/contract";
import type { Context, Services } from "../context.ts";
import { readIdCursor } from "../read-id-cursor.ts";
import { requireAccess } from "../require-access.ts";
import { findMails } from "./system/find-mails.ts";

type MailPage = { mails: Mail[]; nextCursor: string | null };

/** The outbox, the newest first; `nextCursor` is null at the end. Instance admins. Throws `invalid_input` for a cursor that is none. */
export async function listMails(context: Context, input: ListMailsInput): Promise<MailPage> {
  requireAccess(context, "admin.mails");
  return listMailsAsOperator(context.services, input);
}

/** `patchops admin outbox list`. */
export async function listMailsAsOperator(
  { database, mailer }: Services,
  { status, limit = 50, cursor }: ListMailsInput,
): Promise<MailPage> {
  const rows = await findMails(database, { status, before: readIdCursor(cursor), limit: limit + 1 });
  const mails = rows.slice(0, limit).map(({ nextAt, ...mail }) => ({
    ...mail,
    nextAt: mail.status === "queued" && mailer !== null ? nextAt : null,
  }));
  return { mails, nextCursor: rows.length > limit ? (mails.at(-1)?.id ?? null) : null };
}
