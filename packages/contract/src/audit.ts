import { z } from "zod";
import { idSchema } from "./id.ts";

const text = z.string().min(1).max(200);

export const auditEntrySchema = z.object({
  id: idSchema,
  at: z.string(),
  /** Whose it is; null in the list of one organization. */
  organization: z.object({ id: idSchema, name: z.string() }).nullable(),
  actorKind: z.enum(["user", "api_key", "oauth", "scim", "operator", "system"]),
  actorId: z.string().nullable(),
  /** What the actor was called then. */
  actor: z.string(),
  action: z.string(),
  targetKind: z.string(),
  targetId: z.string().nullable(),
  /** A person's mail address as it is now; null for what is no person, and once the account is deleted. */
  targetEmail: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  /** The fields that changed, as they were and as they became; null where nothing was changed. */
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
  address: z.string().nullable(),
  requestId: z.string().nullable(),
  /** Its place in the organization's chain; null for a moment after it was written. */
  sequence: z.number().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const auditFilters = z.object({
  /** `instance`: every organization's, for instance admins. */
  scope: z.enum(["organization", "instance"]).default("organization"),
  /** A part of the actor's name, or their id. */
  actor: text.optional(),
  /** `connection.update`, or a noun for all its acts: `connection`. */
  action: text.optional(),
  /** The target's id or kind, a person's whole mail address, or a part of the name that the entry kept. */
  target: text.optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});
export type AuditFilters = z.input<typeof auditFilters>;

export const listAuditInput = auditFilters.extend({
  limit: z.number().int().min(1).max(200).default(50),
  /** From `nextCursor` of the page before. */
  cursor: z.string().max(200).optional(),
});
export type ListAuditInput = z.input<typeof listAuditInput>;

/** The first thing that is wrong with a chain of audit entries. */
export const auditProblemSchema = z.object({
  kind: z.enum(["changed", "foreign", "missing", "moved", "head"]),
  sequence: z.number().nullable(),
  entryId: z.string().nullable(),
  at: z.string().nullable(),
});
export type AuditProblem = z.infer<typeof auditProblemSchema>;

/** What a walk along an organization's chain found. */
export const auditVerificationSchema = z.object({
  organizationId: idSchema,
  /** The last place up to which all is right, with its hash. */
  sequence: z.number(),
  hash: z.string(),
  /** Entries up to this place were dropped by retention. */
  droppedUntil: z.number(),
  /** Entries up to this place are older than signatures. */
  unsignedUntil: z.number(),
  verifiedAt: z.string(),
  problem: auditProblemSchema.nullable(),
});
export type AuditVerification = z.infer<typeof auditVerificationSchema>;

/** What the newest verification found, of one organization or of all. */
export interface AuditState {
  /** Null before the first one. */
  verifiedAt: string | null;
  /** Entries that were found right. */
  entries: number;
  /** Chains with a problem, by organization. */
  problems: { organization: { id: string; name: string }; problem: AuditProblem }[];
}

export const auditScopeInput = auditFilters.pick({ scope: true });
export type AuditScopeInput = z.input<typeof auditScopeInput>;

/** An earlier verification's places: what was there then must be there now. */
export const verifyAuditInput = z.object({
  known: z
    .array(auditVerificationSchema.pick({ organizationId: true, sequence: true, hash: true }))
    .max(100_000)
    .optional(),
});
export type VerifyAuditInput = z.infer<typeof verifyAuditInput>;
