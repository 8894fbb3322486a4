import { z } from "zod";
import { httpUrl } from "./http-url.ts";

/** Services of others: a registry, logins, mail and payments. */
export const partnerSettings = z.object({
  PATCHOPS_REGISTRY_URL: httpUrl.optional().meta({
    description:
      "An MCP registry, such as `https://registry.modelcontextprotocol.io`, whose servers the catalog lists besides its own.",
  }),
  GITHUB_CLIENT_ID: z.string().min(1).optional().meta({
    description:
      "Id of a GitHub OAuth app, for [login with GitHub](self-hosting.md#log-in-with-github-or-google).",
  }),
  GITHUB_CLIENT_SECRET: z.string().min(1).optional().meta({ description: "Its secret." }),
  GITHUB_BASE_URL: httpUrl.default("https://github.com").meta({
    description: "Address of GitHub, or of an Enterprise Server.",
  }),
  GOOGLE_CLIENT_ID: z.string().min(1).optional().meta({
    description: "Id of a Google OAuth client, for login with Google.",
  }),
  GOOGLE_CLIENT_SECRET: z.string().min(1).optional().meta({ description: "Its secret." }),
  GOOGLE_ISSUER: httpUrl.default("https://accounts.google.com").meta({
    description: "Another OpenID provider in the place of Google.",
  }),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: "Use an address like smtps://user:password@smtp.example.com:465" })
    .optional()
    .meta({
      unset: "mails rest in the outbox",
      description:
        "Server that takes mails: `smtps://user:password@host:465`, or `smtp://…:587` with STARTTLS. See [Mail](self-hosting.md#mail).",
    }),
  MAIL_FROM: z
    .string()
    .regex(
      /^(?:[^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/,
      "Use PatchOps <patchops@example.com>.",
    )
    .optional()
    .meta({
      description: "Sender of mails, such as `PatchOps <patchops@example.com>`; needed with `SMTP_URL`.",
    }),
  MAIL_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, "Use whsec_ and 32 bytes as base64.")
    .optional()
    .meta({
      unset: "no reports are taken",
      description:
        "Signs what comes to `/webhooks/mail`, where mail servers report what became of mails: `whsec_` and base64. See [Mail](self-hosting.md#mail).",
    }),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^(?:sk|rk)_\w+$/, "Use a secret or restricted key: sk_… or rk_….")
    .optional()
    .meta({
      unset: "nobody is billed",
      description:
        "Key of the Stripe account that takes payments. Plans are made there by `patchops admin stripe-sync`. See [Payments](self-hosting.md#payments).",
    }),
  STRIPE_WEBHOOK_SECRET: z.string().startsWith("whsec_", "Use whsec_…").optional().meta({
    description: "Signs what Stripe sends to `/webhooks/stripe`; needed with `STRIPE_SECRET_KEY`.",
  }),
  STRIPE_API_BASE: httpUrl.optional().meta({
    unset: "`https://api.stripe.com`",
    description: "Another address in the place of Stripe's, such as a stand-in's.",
  }),
  PATCHOPS_BILLING_GRACE_DAYS: z.coerce
    .number("Use a number of days.")
    .int()
    .min(0, "Use a number of days.")
    .max(90, "Use at most 90 days.")
    .default(7)
    .meta({
      description: "Days that a plan's limits hold although a payment is owed; then those of Free do.",
    }),
  PATCHOPS_DELETION_GRACE_DAYS: z.coerce
    .number("Use a number of days.")
    .int()
    .min(0, "Use a number of days.")
    .max(30, "Use at most 30 days.")
    .default(7)
    .meta({
      description:
        "Days until the deletion of an account or organization is carried out, in which it can be taken back. See [Deletion](accounts.md#deletion).",
    }),
});
