import { z } from "zod";
import { emailSchema } from "./account.ts";
import { idSchema } from "./id.ts";

export const joinWaitlistInput = z.object({
  email: emailSchema,
  name: z.string().trim().min(1).max(100).optional(),
});
export type JoinWaitlistInput = z.infer<typeof joinWaitlistInput>;

/** How long the link of an invitation from the waitlist works. */
export const waitlistInviteDays = 14;

export const inviteFromWaitlistInput = z.object({ ids: z.array(idSchema).min(1).max(200) });
export type InviteFromWaitlistInput = z.infer<typeof inviteFromWaitlistInput>;

/** By address, or the first who wait and were not invited yet. */
export const inviteAsOperatorInput = z.object({
  emails: z.array(emailSchema).min(1).max(200).optional(),
  first: z.int().min(1).max(200).optional(),
});
export type InviteAsOperatorInput = z.infer<typeof inviteAsOperatorInput>;

export const listWaitlistInput = z.object({
  show: z.enum(["waiting", "invited", "joined"]).optional(),
  limit: z.int().min(1).max(200).optional(),
  cursor: z.string().max(64).optional(),
});
export type ListWaitlistInput = z.infer<typeof listWaitlistInput>;

export interface WaitlistEntry {
  id: string;
  email: string;
  name: string | null;
  createdAt: string;
  invitedAt: string | null;
  inviteExpiresAt: string | null;
  joinedAt: string | null;
}

export interface Waitlist {
  /** The first come first. */
  entries: WaitlistEntry[];
  nextCursor: string | null;
  /** `invited` who have not joined yet; `joined` of those who were invited. */
  counts: { waiting: number; invited: number; joined: number };
}

/** Who is invited now; each link stands in this answer alone, and in its mail. */
export interface WaitlistInvitations {
  invited: { id: string; email: string; url: string }[];
}
