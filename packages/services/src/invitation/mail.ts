import { AppError, type Role } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Context } from "../context.ts";
import { queueMail } from "../mail/index.ts";
import { invitationLink } from "./link.ts";

/** What an organization may send in an hour: a company's start, not a flood to strangers. */
const mailsPerHour = 50;

interface InvitationMail {
  token: string;
  email: string;
  role: Role;
  expiresAt: string;
}

/** Queues the mail of an invitation with its change. Throws `rate_limited`. */
export async function mailInvitation(
  { services, actor }: Context,
  trx: Transaction,
  { token, email, role, expiresAt }: InvitationMail,
): Promise<void> {
  const { organizationId } = actor;
  const { sent } = await trx
    .selectFrom("invitations")
    .select(({ fn }) => fn.countAll<string>().as("sent"))
    .where("organizationId", "=", organizationId)
    .where("mailedAt", ">", new Date(Date.now() - 3_600_000).toISOString())
    .executeTakeFirstOrThrow();
  if (Number(sent) >= mailsPerHour) {
    throw new AppError("rate_limited", `An organization sends at most ${mailsPerHour} invitations an hour.`, {
      next: "Make links and hand them on yourself, or try again later.",
      retryAfterSeconds: 3_600,
    });
  }
  const organization = await trx
    .selectFrom("organizations")
    .select("name")
    .where("id", "=", organizationId)
    .executeTakeFirstOrThrow();
  const inviter = await trx
    .selectFrom("users")
    .select(["name", "email"])
    .where("id", "=", actor.userId)
    .executeTakeFirstOrThrow();
  await queueMail(services, trx, {
    kind: "organization-invitation",
    to: email,
    organizationId,
    data: {
      organization: organization.name,
      inviter: inviter.name ?? inviter.email,
      role,
      url: invitationLink(services, token),
      daysValid: Math.max(1, Math.round((Date.parse(expiresAt) - Date.now()) / 86_400_000)),
    },
  });
}
