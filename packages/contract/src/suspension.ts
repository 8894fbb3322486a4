import { z } from "zod";
import { emailSchema } from "./account.ts";
import { idSchema } from "./id.ts";

/** Told to the person, so it is written for them. */
const reasonSchema = z.string().trim().min(1, "Say why; the person reads it.").max(500);

export const userInput = z.object({ userId: idSchema });
export type UserInput = z.infer<typeof userInput>;

export const suspendInput = userInput.extend({ reason: reasonSchema });
export type SuspendInput = z.infer<typeof suspendInput>;

export const suspendAsOperatorInput = z.object({ email: emailSchema, reason: reasonSchema });
export type SuspendAsOperatorInput = z.infer<typeof suspendAsOperatorInput>;

/** From `details.appeal` of an `account_suspended`. */
const ticketSchema = z.string().min(1).max(64);
export const suspensionInput = z.object({ ticket: ticketSchema });

export const appealInput = z.object({
  ticket: ticketSchema,
  text: z.string().trim().min(1, "Say why it is wrong.").max(4_000),
});
export type AppealInput = z.infer<typeof appealInput>;

export const listUsersInput = z.object({
  /** A part of the mail address or name; or an id of theirs, of their organization, key, call, run or request, or a key's prefix. */
  search: z.string().max(200).optional(),
  show: z.enum(["suspended", "appealed"]).optional(),
  limit: z.int().min(1).max(200).optional(),
  cursor: z.string().max(64).optional(),
});
export type ListUsersInput = z.infer<typeof listUsersInput>;

/** An account, as the admins of the instance see it. */
export interface InstanceUser {
  id: string;
  email: string;
  name: string | null;
  isInstanceAdmin: boolean;
  status: "active" | "suspended" | "deleted";
  suspensionReason: string | null;
  suspendedAt: string | null;
  createdAt: string;
  lastLoginAt: string | null;
  /** The names of their organizations, the first joined first. */
  organizations: string[];
  /** The same with their ids. */
  memberships: { organizationId: string; name: string }[];
  /** What they wrote against their suspension and nobody has looked at. */
  appeal: string | null;
}
