import { z } from "zod";

export const rotateKeyInput = z.object({
  /** Also seal every stored secret anew, with new data keys. Of a rotation under way the first call decides. */
  isResealing: z.boolean().default(false),
  /** Says that no other node works on an external database: it would not have the new key's file. */
  isOnlyNode: z.boolean().default(false),
});
export type RotateKeyInput = z.input<typeof rotateKeyInput>;

/** The instance's master key, and how far a rotation to it is. Ids are fingerprints, of no use to open anything. */
export const masterKeyStatusSchema = z.object({
  id: z.string(),
  source: z.enum(["file", "setting"]),
  /** Other keys that this node holds. */
  otherIds: z.array(z.string()),
  /** Data keys, and how many of them another master key still wraps. */
  dataKeys: z.object({ total: z.number().int(), left: z.number().int() }),
  rotation: z
    .object({
      from: z.string(),
      startedAt: z.string(),
      finishedAt: z.string().nullable(),
      /** Organizations whose secrets are to be sealed anew; null where that was not asked. */
      resealing: z.object({ total: z.number().int(), left: z.number().int() }).nullable(),
    })
    .nullable(),
});
export type MasterKeyStatus = z.infer<typeof masterKeyStatusSchema>;
