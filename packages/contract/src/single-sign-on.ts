import { z } from "zod";
import { roleSchema } from "./access.ts";
import { emailSchema } from "./account.ts";

const issuerSchema = z
  .url("Paste the provider's issuer, as https://login.example.com")
  .max(512)
  .regex(/^https:|^http:\/\/(?:localhost|127\.0\.0\.1)(?::|\/|$)/, "The issuer needs https.")
  .transform((url) => url.replace(/\/$/, ""));

export const setSingleSignOnInput = z.object({
  issuer: issuerSchema,
  clientId: z.string().trim().min(1, "Paste the client id.").max(512),
  /** Leave it out to keep the one that is stored. */
  clientSecret: z.string().trim().min(1).max(2048).optional(),
  /** What who comes by it for the first time becomes. */
  defaultRole: roleSchema.exclude(["owner"]).default("member"),
  /** Whether members other than owners enter by it alone. */
  isEnforced: z.boolean().default(false),
});
export type SetSingleSignOnInput = z.input<typeof setSingleSignOnInput>;

export const singleSignOnSchema = z.object({
  /** What the provider is told about where to send people back to. */
  redirectUrl: z.string(),
  provider: z
    .object({
      issuer: z.string(),
      clientId: z.string(),
      defaultRole: roleSchema,
      isEnforced: z.boolean(),
      updatedAt: z.string(),
    })
    .nullable(),
  domains: z.array(
    z.object({
      domain: z.string(),
      /** The TXT record that proves it: its name and value. */
      record: z.object({ name: z.string(), value: z.string() }),
      verifiedAt: z.string().nullable(),
      verifiedBy: z.enum(["dns", "operator"]).nullable(),
      /** Since when the record of a verified domain is gone; 3 days later the domain counts no more. */
      proofMissedAt: z.string().nullable(),
    }),
  ),
});
export type SingleSignOn = z.infer<typeof singleSignOnSchema>;

export const domainInput = z.object({
  domain: z
    .string()
    .trim()
    .toLowerCase()
    .max(253)
    .regex(
      /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
      "Write a domain, as example.com.",
    ),
});
export type DomainInput = z.infer<typeof domainInput>;

/** Begins a login by the provider that speaks for the address's domain. */
export const startSingleSignOnInput = z.object({ email: emailSchema, next: z.string().max(2048).optional() });
export type StartSingleSignOnInput = z.infer<typeof startSingleSignOnInput>;
