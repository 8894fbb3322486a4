import { countSupportMail } from "../account/index.ts";
import type { Services } from "../context.ts";
import { receiveMailReport } from "../mail/index.ts";
import { readRequest } from "./read-request.ts";
import { takeMailIn } from "./take-mail-in.ts";

/**
 * `POST /webhooks/mail`: what became of our mails, and mails to the support address. Throws as `receiveMailReport`, and `rate_limited`. The same mail
 * twice comes in once. Answers how many of our mails it was about, and of how many requests.
 */
export async function receiveMail(
  services: Services,
  given: { headers: Headers; body: string },
): Promise<{ reports: number; requests: number }> {
  const { reports, isOther } = await receiveMailReport(services, given);
  const { supportEmail } = services.settings.site;
  if (!isOther || supportEmail === null) return { reports, requests: 0 };
  const request = await readRequest(given.body, supportEmail);
  if (request === null) return { reports, requests: 0 };
  await countSupportMail(services, request.email);
  return { reports, requests: (await takeMailIn(services, request)) ? 1 : 0 };
}
