import { selfSigned, startSmtpServer } from "@patchops/testing";
import { sql } from "kysely";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { JobData } from "../jobs.ts";
import { dropOldRecords } from "../retention/index.ts";
import { openTestServices, withParts } from "../testing/open-test-services.ts";
import { composeMail } from "./compose.ts";
import { deliverMail, openMailer, queueDueMails, queueMail } from "./index.ts";
import type { MailData } from "./mail-data.ts";
import { mailKinds } from "./mail-kinds.ts";

const smtp = await startSmtpServer();
afterAll(() => smtp.close());
const sent: { data: JobData["mail"]; afterSeconds: number }[] = [];
const opened = await openTestServices({
  mailer: openMailer({ smtpUrl: smtp.url, from: "PatchOps <patchops@example.com>", wantsReports: false }),
  jobs: {
    async send(_trx, _name, data, { afterSeconds = 0 } = {}) {
      if ("mailId" in data && typeof data.mailId === "string") {
        sent.push({ data: { mailId: data.mailId }, afterSeconds });
      }
    },
    forget: async () => 0,
  },
});
const { services } = opened;
const { system } = services.database;
beforeEach(() => {
  smtp.behavior = {};
  sent.length = 0;
});

const resetUrl = "https://patchops.example.com/reset-password?token=s3cr3t-t0ken";
const queueTo = (to: string) =>
  services.database.transaction((trx) =>
    queueMail(services, trx, { kind: "password-reset", to, data: { url: resetUrl, address: "203.0.113.9" } }),
  );
const rowOf = (id: string) =>
  system.selectFrom("mails").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
/** The wait before the next try is over. */
const comeDue = (id: string) =>
  system
    .updateTable("mails")
    .set({ nextAt: new Date(Date.now() - 120_000).toISOString() })
    .where("id", "=", id)
    .execute();

test("a mail arrives as text and HTML, once, under a name of its own", async () => {
  const id = await queueTo("Ann@Example.com");
  expect(sent).toEqual([{ data: { mailId: id }, afterSeconds: 0 }]);
  await Promise.all([deliverMail(services, { mailId: id }), deliverMail(services, { mailId: id })]);
  await deliverMail(services, { mailId: id });
  const mail = await smtp.nextMailTo("ann@example.com");
  expect(smtp.mails).toHaveLength(1);
  expect(mail.subject).toBe("Choose a new password");
  expect(mail.text).toContain(resetUrl);
  expect(mail.html).toContain(`href="${resetUrl}"`);
  expect(mail.headers.get("message-id")).toBe(`<${id}@example.com>`);
  expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
  expect(mail.headers.has("list-unsubscribe")).toBe(false);
  expect(await rowOf(id)).toMatchObject({ status: "accepted", attempts: 1, recipient: "ann@example.com" });
});

test("a mail is there exactly when its cause is, and neither database nor log tells what it says", async () => {
  const failed = services.database.transaction(async (trx) => {
    await queueMail(services, trx, {
      kind: "email-verification",
      to: "no@example.com",
      data: { url: resetUrl },
    });
    throw new Error("the cause failed");
  });
  await expect(failed).rejects.toThrow("the cause failed");
  const rows = await system.selectFrom("mails").selectAll().execute();
  expect(rows.map(({ recipient }) => recipient)).not.toContain("no@example.com");
  expect(JSON.stringify(rows)).not.toContain("s3cr3t");
  expect(JSON.stringify(opened.lines)).not.toContain("s3cr3t");
  const asApp = services.database.transaction((trx) => trx.selectFrom("mails").select("id").execute());
  await expect(asApp).rejects.toThrow(/permission denied/);
});

test("a server that is busy or hangs up is tried again, later each time, under the same name", async () => {
  let tries = 0;
  smtp.behavior = { refuseMessage: () => (++tries === 1 ? "451 4.3.0 Try later" : null) };
  const id = await queueTo("bob@example.com");
  await deliverMail(services, { mailId: id });
  expect(await rowOf(id)).toMatchObject({ status: "queued", answer: "451 4.3.0 Try later" });
  expect(sent.at(-1)).toEqual({ data: { mailId: id }, afterSeconds: 30 });
  // Not before its time, whoever asks.
  await deliverMail(services, { mailId: id });
  expect(tries).toBe(1);

  smtp.behavior = { dropsAfterMessage: () => true };
  await comeDue(id);
  await deliverMail(services, { mailId: id });
  expect(await rowOf(id)).toMatchObject({ status: "queued", attempts: 2 });
  expect(sent.at(-1)?.afterSeconds).toBe(120);

  smtp.behavior = {};
  await comeDue(id);
  await deliverMail(services, { mailId: id });
  expect(await rowOf(id)).toMatchObject({ status: "accepted", attempts: 3 });
  // The server had taken it before it hung up: what it got twice has one Message-ID.
  const [first, second] = [
    await smtp.nextMailTo("bob@example.com"),
    await smtp.nextMailTo("bob@example.com"),
  ];
  expect(second.headers.get("message-id")).toBe(first.headers.get("message-id"));
});

test("after the last try a mail has failed", async () => {
  const id = await queueTo("late@example.com");
  const away = openMailer({ smtpUrl: "smtp://127.0.0.1:1", from: "p@example.com", wantsReports: false });
  const unreachable = withParts(services, { mailer: away });
  for (let tries = 1; tries <= 8; tries += 1) {
    await comeDue(id);
    await deliverMail(unreachable, { mailId: id });
  }
  expect(await rowOf(id)).toMatchObject({
    status: "failed",
    attempts: 8,
    answer: expect.stringContaining("ECONNREFUSED"),
  });
});

test("an address that does not exist gets nothing more; a message that is refused says nothing of the address", async () => {
  smtp.behavior = { refuseRecipient: () => "550 5.1.1 No such user" };
  const id = await queueTo("gone@example.com");
  await deliverMail(services, { mailId: id });
  expect(await rowOf(id)).toMatchObject({ status: "bounced", answer: "550 5.1.1 No such user" });
  smtp.behavior = {};
  const second = await queueTo("gone@example.com");
  await deliverMail(services, { mailId: second });
  expect(await rowOf(second)).toMatchObject({
    status: "failed",
    answer: "Nothing was sent: mails to this address came back (550 5.1.1 No such user).",
  });
  expect(smtp.mails.some(({ to }) => to.includes("gone@example.com"))).toBe(false);

  smtp.behavior = { refuseRecipient: () => "550 5.7.1 Your network is on a list" };
  const blocked = await queueTo("ivy@example.com");
  await deliverMail(services, { mailId: blocked });
  smtp.behavior = { refuseMessage: () => "554 5.6.0 Spam" };
  const spam = await queueTo("ivy@example.com");
  await deliverMail(services, { mailId: spam });
  expect([await rowOf(blocked), await rowOf(spam)]).toMatchObject([
    { status: "failed" },
    { status: "failed" },
  ]);
  smtp.behavior = {};
  const third = await queueTo("ivy@example.com");
  await deliverMail(services, { mailId: third });
  expect(await rowOf(third)).toMatchObject({ status: "accepted" });
});

test("a worker that dies with a mail is followed after its lease; without SMTP mails rest, and are sent once it is set", async () => {
  const id = await queueTo("cat@example.com");
  await system
    .updateTable("mails")
    .set({ leaseUntil: new Date(Date.now() + 60_000).toISOString() })
    .where("id", "=", id)
    .execute();
  await comeDue(id);
  await deliverMail(services, { mailId: id });
  sent.length = 0;
  await queueDueMails(services);
  expect(sent).toEqual([]);
  expect((await rowOf(id)).status).toBe("queued");
  await system
    .updateTable("mails")
    .set({ leaseUntil: sql`now() - interval '1 second'` })
    .where("id", "=", id)
    .execute();

  const without = withParts(services, { mailer: null });
  const resting = await without.database.transaction((trx) =>
    queueMail(without, trx, { kind: "email-verification", to: "dan@example.com", data: { url: resetUrl } }),
  );
  await deliverMail(without, { mailId: resting });
  await queueDueMails(without);
  expect(sent).toEqual([]);
  await comeDue(resting);
  await queueDueMails(services);
  expect(sent.map(({ data }) => data.mailId).sort()).toEqual([id, resting].sort());
  for (const { data } of [...sent]) await deliverMail(services, data);
  expect([await rowOf(id), await rowOf(resting)]).toMatchObject([
    { status: "accepted" },
    { status: "accepted" },
  ]);
});

test("a mail that is out of date is not sent, and what it said is forgotten", async () => {
  const id = await queueTo("eve@example.com");
  await system
    .updateTable("mails")
    .set({ expiresAt: sql`now() - interval '1 minute'` })
    .where("id", "=", id)
    .execute();
  await deliverMail(services, { mailId: id });
  expect(await rowOf(id)).toMatchObject({ status: "failed", answer: "Nothing was sent: it was too old." });
  await dropOldRecords(services);
  expect((await rowOf(id)).sealed).toBeNull();
});

test("a password crosses a network by TLS alone: STARTTLS has to be offered, with a certificate that is trusted", async () => {
  const mail = { id: "1", subject: "s", text: "t", html: "h", unsubscribeUrl: null, to: "ann@example.com" };
  const encrypting = await startSmtpServer({}, selfSigned);
  const send = (url: string, changes: Partial<URL> & { query?: string } = {}) => {
    const { port } = new URL(url);
    // An address of this machine that is not seen to be one: a name elsewhere would be none of a test's.
    const smtpUrl = `smtp://${changes.username ?? "user:secret@"}[::ffff:127.0.0.1]:${port}${changes.query ?? ""}`;
    return openMailer({ smtpUrl, from: "patchops@example.com", wantsReports: false }).send(mail);
  };
  const before = smtp.mails.length;
  expect(await send(smtp.url)).toMatchObject({ status: "again", answer: expect.stringContaining("500") });
  expect(await send(encrypting.url)).toMatchObject({
    status: "again",
    answer: expect.stringMatching(/self-signed certificate/),
  });
  expect([smtp.mails.length, encrypting.mails.length]).toEqual([before, 0]);
  expect(await send(encrypting.url, { query: "?tls.rejectUnauthorized=false" })).toMatchObject({
    status: "accepted",
  });
  expect(encrypting.isEncrypted).toEqual([true]);
  // Without a password nothing is lost; a server that offers TLS is taken at its word all the same.
  expect(await send(smtp.url, { username: "" })).toMatchObject({ status: "accepted" });
  expect(await send(encrypting.url, { username: "" })).toMatchObject({ status: "again" });
  await encrypting.close();
});

test.for(Object.keys(mailKinds) as (keyof MailData)[])(
  "%s is made from its sample, escaped in HTML, and names are no links",
  (kind) => {
    const compose = <Kind extends keyof MailData>(name: Kind, spoil: (text: string) => string) => {
      const data = Object.fromEntries(
        Object.entries(mailKinds[name].sample).map(([key, value]) => [
          key,
          typeof value === "string" &&
          !["url", "newEmail", "email", "address", "role", "at", "answer"].includes(key)
            ? spoil(value)
            : value,
        ]),
      );
      return composeMail(name, data as MailData[Kind], null);
    };
    const plain = compose(kind, (text) => text);
    expect(plain.text).not.toMatch(/undefined|null|\[object/);
    expect(plain.text.length).toBeGreaterThan(80);
    const spoiled = compose(kind, () => "<b onload=x>\r\nBcc: evil@evil.example https://evil.example");
    expect(spoiled.html).not.toContain("<b onload");
    expect(`${spoiled.subject}${spoiled.text}`).not.toContain("evil.example");
    expect(spoiled.subject).not.toMatch(/[\r\n]/);
  },
);
