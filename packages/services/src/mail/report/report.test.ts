import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { openTestServices, testSettings, withParts } from "../../testing/open-test-services.ts";
import { queueMail, receiveMailReport } from "../index.ts";

const key = Buffer.alloc(32, 7);
const secret = `whsec_${key.toString("base64")}`;
const opened = await openTestServices();
const services = withParts(opened.services, { settings: testSettings({ mailWebhookSecret: secret }) });
const { system } = services.database;

async function acceptedMail(to: string): Promise<string> {
  const id = await services.database.transaction((trx) =>
    queueMail(services, trx, {
      kind: "email-verification",
      to,
      data: { url: "https://po.example/x#token=abc" },
    }),
  );
  await system.updateTable("mails").set({ status: "accepted", sealed: null }).where("id", "=", id).execute();
  return id;
}
const rowOf = (id: string) =>
  system.selectFrom("mails").select(["status", "answer"]).where("id", "=", id).executeTakeFirstOrThrow();
const isSuppressed = async (address: string) =>
  (await system.selectFrom("suppressedAddresses").selectAll().where("address", "=", address).execute())
    .length > 0;

function signed(
  body: string,
  changes: { agoSeconds?: number; key?: Buffer; type?: string; signedBody?: string } = {},
) {
  const timestamp = Math.floor(Date.now() / 1_000) - (changes.agoSeconds ?? 0);
  const text = `msg_1.${timestamp}.${changes.signedBody ?? body}`;
  const signature = createHmac("sha256", changes.key ?? key)
    .update(text)
    .digest("base64");
  const headers = new Headers({
    "content-type": changes.type ?? "application/json",
    "webhook-id": "msg_1",
    "webhook-timestamp": String(timestamp),
    // One of several, as after a change of the secret.
    "webhook-signature": `v1,AAAA v1,${signature}`,
  });
  return { headers, body };
}
const event = (type: string, messageId: string, reason?: string) =>
  JSON.stringify({ type, data: { messageId, reason } });

/** As Postfix writes it. */
const bounce = (fields: {
  envelopeId?: string;
  messageId: string;
  action: string;
  status: string;
  said: string;
}) =>
  [
    "From: MAILER-DAEMON@mx.example.com",
    "To: patchops@example.com",
    "Subject: Undelivered Mail Returned to Sender",
    "MIME-Version: 1.0",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="B"',
    "",
    "--B",
    "Content-Type: text/plain; charset=us-ascii",
    "",
    "I'm sorry to have to inform you that your message could not be delivered.",
    "",
    "--B",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.example.com",
    ...(fields.envelopeId ? [`Original-Envelope-Id: ${fields.envelopeId}`] : []),
    "Arrival-Date: Fri, 27 Nov 2026 04:00:00 +0000 (UTC)",
    "",
    "Final-Recipient: rfc822; gone@example.com",
    "Original-Recipient: rfc822;gone@example.com",
    `Action: ${fields.action}`,
    `Status: ${fields.status}`,
    "Remote-MTA: dns; mail.example.com",
    `Diagnostic-Code: smtp; ${fields.said}`,
    "    in reply to RCPT TO command",
    "",
    "--B",
    "Content-Type: text/rfc822-headers",
    "",
    "From: PatchOps <patchops@example.com>",
    `Message-ID: ${fields.messageId}`,
    "",
    "--B--",
    "",
  ].join("\r\n");

test("a report of a dead address marks the mail and stops others to it; twice is once", async () => {
  const id = await acceptedMail("gone@example.com");
  const raw = bounce({
    messageId: `<${id}@example.com>`,
    action: "failed",
    status: "5.1.1",
    said: "550 5.1.1 <gone@example.com>: no such user",
  });
  const report = signed(raw, { type: "message/rfc822" });
  expect(await receiveMailReport(services, report)).toEqual({ reports: 1, isOther: false });
  expect(await rowOf(id)).toEqual({
    status: "bounced",
    answer: "550 5.1.1 <gone@example.com>: no such user in reply to RCPT TO command",
  });
  expect(await isSuppressed("gone@example.com")).toBe(true);
  expect(await receiveMailReport(services, report)).toEqual({ reports: 0, isOther: false });
  // Late good news of a mail that came back is none.
  await receiveMailReport(services, signed(event("mail.delivered", `<${id}@example.com>`)));
  expect((await rowOf(id)).status).toBe("bounced");
});

test("a full mailbox fails the mail alone; a delay says nothing; success is known by the envelope's id", async () => {
  const full = await acceptedMail("full@example.com");
  const part = { messageId: `<${full}@example.com>`, said: "552 5.2.2 mailbox full" };
  const delayed = bounce({ ...part, action: "delayed", status: "4.2.2" });
  await receiveMailReport(services, signed(delayed, { type: "message/rfc822" }));
  expect((await rowOf(full)).status).toBe("accepted");
  const failed = bounce({ ...part, action: "failed", status: "5.2.2" });
  await receiveMailReport(services, signed(failed, { type: "message/rfc822" }));
  expect((await rowOf(full)).status).toBe("failed");
  expect(await isSuppressed("full@example.com")).toBe(false);

  const fine = await acceptedMail("fine@example.com");
  const delivered = bounce({
    ...{ envelopeId: fine, messageId: "<replaced@mx>", action: "delivered", status: "2.0.0", said: "250 ok" },
  });
  await receiveMailReport(services, signed(delivered, { type: "message/rfc822; charset=utf-8" }));
  expect((await rowOf(fine)).status).toBe("delivered");
});

test("events name a mail by our id or by the server's own", async () => {
  const id = await acceptedMail("spam@example.com");
  await system
    .updateTable("mails")
    .set({ serverMessageId: "<010@ses.example>" })
    .where("id", "=", id)
    .execute();
  await receiveMailReport(services, signed(event("mail.complained", "<010@ses.example>")));
  expect(await rowOf(id)).toEqual({ status: "bounced", answer: "The recipient called it spam." });
  expect(await receiveMailReport(services, signed(event("mail.bounced", "<unknown@x>")))).toEqual({
    reports: 0,
    isOther: false,
  });
});

test("what is not signed, changed, old, of the future, or no report is refused", async () => {
  const id = await acceptedMail("safe@example.com");
  const body = event("mail.bounced", `<${id}@example.com>`);
  const none = { headers: new Headers({ "content-type": "application/json" }), body };
  for (const report of [
    none,
    signed(body, { key: Buffer.alloc(32, 8) }),
    signed(body, { signedBody: body.replace("bounced", "failed") }),
    signed(body, { agoSeconds: 400 }),
    signed(body, { agoSeconds: -400 }),
  ]) {
    await expect(receiveMailReport(services, report)).rejects.toMatchObject({ code: "unauthenticated" });
  }
  await expect(receiveMailReport(services, signed("{"))).rejects.toMatchObject({ code: "malformed_request" });
  await expect(receiveMailReport(services, signed("{}"))).rejects.toMatchObject({ code: "invalid_input" });
  const noReport = signed("Subject: Hello\r\n\r\nHi", { type: "message/rfc822" });
  expect(await receiveMailReport(services, noReport)).toEqual({ reports: 0, isOther: true });
  await expect(receiveMailReport(opened.services, signed(body))).rejects.toMatchObject({ code: "not_found" });
  expect((await rowOf(id)).status).toBe("accepted");
});
