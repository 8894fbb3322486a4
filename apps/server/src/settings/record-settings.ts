import { isPlanId } from "@patchops/contract";
import { z } from "zod";

/** Billing and the rollups of the running month need the last 32 days. */
const days = z.coerce.number("Use a number of days, at least 32.").int().min(32, "Use at least 32 days.");

/** Plan, keys, and how long records are kept. */
export const recordSettings = z.object({
  PATCHOPS_DEFAULT_PLAN: z
    .string()
    .refine(isPlanId, "Use self_hosted, free, pro, team or enterprise.")
    .default("self_hosted")
    .meta({
      description:
        "[Plan](usage.md#plans) of organizations that are created from now on: `self_hosted`, `free`, `pro`, `team` or `enterprise`.",
    }),
  PATCHOPS_MASTER_KEY: z.string().min(1).optional().meta({
    unset: "generated in the data directory",
    description: "32 bytes as hex or base64 that encrypt stored credentials.",
  }),
  PATCHOPS_MASTER_KEY_PREVIOUS: z.string().min(1).optional().meta({
    description:
      "The key before `PATCHOPS_MASTER_KEY`, while it is [being changed](self-hosting.md#change-the-master-key).",
  }),
  PATCHOPS_BACKUP_DIR: z.string().min(1).optional().meta({
    unset: "`backups` in the data directory; none with `DATABASE_URL`",
    description:
      "Directory to which a worker [backs the instance up](self-hosting.md#backup) each night; `off` for none.",
  }),
  PATCHOPS_BACKUP_KEEP: z.coerce
    .number("Use a number of backups, at least 1.")
    .int()
    .min(1, "Keep at least 1.")
    .default(7)
    .meta({ description: "Backups that are kept there; the oldest go." }),
  PATCHOPS_BACKUP_RECIPIENT: z
    .string()
    .regex(/^age1[02-9ac-hj-np-z]{58}$/, "Use the public key that age-keygen prints, age1…")
    .optional()
    .meta({
      unset: "not encrypted",
      description: "Public key of [age](https://age-encryption.org), `age1…`, for which they are encrypted.",
    }),
  PATCHOPS_ACTIVITY_DAYS: days.default(90).meta({
    description: "Days that calls, runs with their logs, and clients' sessions are kept; at least 32.",
  }),
  PATCHOPS_USAGE_DAYS: days.default(800).meta({
    description: "Days that totals by hour and day are kept; at least 32.",
  }),
  PATCHOPS_AUDIT_DAYS: days.default(800).meta({
    description: "Days that the audit is kept; at least 32.",
  }),
});
