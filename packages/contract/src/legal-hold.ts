import { z } from "zod";
import { emailSchema } from "./account.ts";
import { idSchema } from "./id.ts";

const reason = z.string().trim().min(1, "Say why.").max(500);

/** Of an account by its mail address, of an organization by its id. */
export const legalHoldInput = z.union([
  z.strictObject({ email: emailSchema, reason }),
  z.strictObject({ organizationId: idSchema, reason }),
]);
export type LegalHoldInput = z.infer<typeof legalHoldInput>;

export const legalHoldRef = z.object({ holdId: idSchema });
export type LegalHoldRef = z.infer<typeof legalHoldRef>;

/** Rows of this account or organization are not deleted until it is released. */
export interface LegalHold {
  id: string;
  subject: "account" | "organization";
  subjectId: string;
  name: string;
  reason: string;
  createdAt: string;
  releasedAt: string | null;
}
