import { z } from "zod";

const base64url = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\w-]+$/);

const passkeyNameSchema = z.string().trim().min(1, "Give the passkey a name.").max(100);
const passkeyIdSchema = base64url(2_048);

/** What a browser made (WebAuthn Level 3, section 5.2.1). */
export const addPasskeyInput = z.object({
  name: passkeyNameSchema,
  id: passkeyIdSchema,
  clientDataJSON: base64url(16_384),
  attestationObject: base64url(65_536),
  transports: z.array(z.string().max(32)).max(10),
});
export type AddPasskeyInput = z.infer<typeof addPasskeyInput>;

/** What a passkey signed (WebAuthn Level 3, section 5.2.2). */
export const passkeyAssertionInput = z.object({
  id: passkeyIdSchema,
  clientDataJSON: base64url(16_384),
  authenticatorData: base64url(16_384),
  signature: base64url(16_384),
});
export type PasskeyAssertionInput = z.infer<typeof passkeyAssertionInput>;

export const renamePasskeyInput = z.object({ id: passkeyIdSchema, name: passkeyNameSchema });
export type RenamePasskeyInput = z.infer<typeof renamePasskeyInput>;

export const removePasskeyInput = z.object({ id: passkeyIdSchema });
export type RemovePasskeyInput = z.infer<typeof removePasskeyInput>;

export interface Passkey {
  id: string;
  name: string;
  /** Kept by a service that has it on other devices too. */
  isBackedUp: boolean;
  createdAt: string;
  lastUsedAt: string | null;
}
