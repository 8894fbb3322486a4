import { z } from "zod";
import { emailSchema } from "./account.ts";
import { idSchema } from "./id.ts";

/** Typed by who asks, so that nobody deletes by a slip. */
export const removeAccountInput = z.object({ email: emailSchema });
export type RemoveAccountInput = z.infer<typeof removeAccountInput>;

export const removeOrganizationInput = z.object({
  /** The organization's name, as it is. */
  name: z.string().min(1).max(100),
});
export type RemoveOrganizationInput = z.infer<typeof removeOrganizationInput>;

export const deletionLinkInput = z.object({ token: z.string().min(1).max(64) });
export type DeletionLinkInput = z.infer<typeof deletionLinkInput>;

export const deletionRef = z.object({ deletionId: idSchema });
export type DeletionRef = z.infer<typeof deletionRef>;

const reason = z.string().trim().min(1, "Say how you know who asks.").max(500);

/**
 * Of an account by its mail address, of an organization by its id; or for a verified support request: of its person's account, or of an
 * organization that they own.
 */
export const removeForRequesterInput = z.union([
  z.strictObject({ ticketId: idSchema, organizationId: idSchema.optional() }),
  z.strictObject({ email: emailSchema, reason }),
  z.strictObject({ organizationId: idSchema, reason }),
]);
export type RemoveForRequesterInput = z.infer<typeof removeForRequesterInput>;

const subjects = ["account", "organization"] as const;
const states = ["waiting", "running", "done", "cancelled"] as const;

/** A deletion that was asked for. */
export interface AskedDeletion {
  id: string;
  /** It is carried out from then on. */
  dueAt: string;
}

/** What came of a deletion. It names nobody. */
export interface DeletionReport {
  /** Rows that are gone, by table. */
  deleted: Record<string, number>;
  /** Sign-ins at providers that were taken back, by the provider's host. */
  revoked: Record<string, { revoked: number; failed: number; notOffered: number }>;
  /** What stays, for how long, and why. */
  kept: { what: string; rows: number | null; why: string; until: string | null }[];
  /** The subscription that was ended with a final invoice. */
  subscription: string | null;
}

/** A deletion as who holds its link sees it. */
export interface Deletion {
  id: string;
  subject: (typeof subjects)[number];
  subjectId: string;
  /** Mail address or name; null once it is deleted. */
  name: string | null;
  state: (typeof states)[number];
  askedAt: string;
  /** From then on it is carried out; until then it can be cancelled. */
  dueAt: string;
  endedAt: string | null;
  /** Why it does not go on by now. */
  problem: string | null;
  report: DeletionReport;
  /** Those of organizations that go with an account. */
  parts: { subjectId: string; name: string | null; report: DeletionReport }[];
}

/** A deletion as the admins of the instance see it. */
export interface AdminDeletion extends Omit<Deletion, "report" | "parts"> {
  askedVia: "owner" | "admin" | "operator";
  reason: string | null;
  /** The support request for which it was begun. */
  ticketId: string | null;
}

/** What a deletion of one's account would come to. */
export interface AccountRemoval {
  graceDays: number;
  /** Whose only member one is: they go, too. */
  goesAlong: { id: string; name: string }[];
  /** Whose only owner one is while others are members: first hand over, or delete. */
  needsOwner: { id: string; name: string }[];
  /** The last admin of the instance stays. */
  isLastInstanceAdmin: boolean;
  apiKeys: number;
  apps: number;
  logins: number;
}

/** What a deletion of the organization would come to. */
export interface OrganizationRemoval {
  graceDays: number;
  members: number;
  connections: number;
  /** Sign-ins at providers that are taken back there. */
  logins: number;
  apiKeys: number;
  workflows: number;
  hasSubscription: boolean;
}

/** An organization of one's own that is to be deleted. */
export interface PendingDeletion {
  id: string;
  organizationId: string;
  name: string | null;
  dueAt: string;
}
