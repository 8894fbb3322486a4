import { type ComposedMail, composeMail } from "./compose.ts";
import type { MailData } from "./mail-data.ts";
import { mailKinds } from "./mail-kinds.ts";

interface MailPreview extends ComposedMail {
  kind: string;
}

const unsubscribeUrl = "https://patchops.example.com/unsubscribe#sample";

/** Every kind of mail as it would be sent, made from its sample. */
export function mailPreviews(): MailPreview[] {
  return (Object.keys(mailKinds) as (keyof MailData)[]).map((kind) => previewOf(kind));
}

function previewOf<Kind extends keyof MailData>(kind: Kind): MailPreview {
  const { isEssential, sample } = mailKinds[kind];
  return { kind, ...composeMail(kind, sample, isEssential ? null : unsubscribeUrl) };
}
