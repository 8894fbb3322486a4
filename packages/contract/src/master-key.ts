import { z } from "zod";

/** What the instance signs with keys of its own: access tokens of connected apps, cookies of sign-ins under way, audit entries. */
export const signingKeyPurposes = ["tokens", "cookies", "audit"] as const;
export type SigningKeyPurpose = (typeof signingKeyPurposes)[number];

export const rotateSigningKeysInput = z.object({
  /** Default: all. */
  purposes: z
    .array(z.enum(signingKeyPurposes))
    .min(1)
    .default([...signingKeyPurposes]),
});
export type RotateSigningKeysInput = z.output<typeof rotateSigningKeysInput>;

export interface SigningKeyState {
  purpose: SigningKeyPurpose;
  /** ISO 8601; null = since the instance was made. */
  usedSince: string | null;
  /** When a key that is there already begins to sign; null = none is to come. */
  nextAt: string | null;
  /** Older keys whose signatures are still believed. */
  older: number;
}

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
  /** Whether other nodes may work on the database, which would not have a new key's file. */
  mayHaveOtherNodes: z.boolean(),
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
