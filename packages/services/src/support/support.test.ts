import { createHmac } from "node:crypto";
import { contactInput, newId } from "@patchops/contract";
import { beforeAll, expect, test } from "vitest";
import { openMail } from "../mail/system/open-mail.ts";
import { openTestServices, testSettings, withParts } from "../testing/open-test-services.ts";
import {
  asApiKey,
  auditActions,
  auditEntries,
  type TestPerson,
  testPerson,
  testVisit,
} from "../testing/people.ts";
import { pastRecord, storePast } from "../usage/test-usage.ts";
import {
  answerTicket,
  answerTicketAsOperator,
  askByContact,
  askForProof,
  askSupport,
  failedCalls,
  getTicket,
  listInbox,
  listTickets,
  proveRequest,
  readInboxTicket,
  readProof,
  receiveMail,
  replyToTicket,
  setTicketStatus,
} from "./index.ts";

const key = Buffer.alloc(32, 7);
const support = "help@acme.example";
const { services: open } = await openTestServices();
const services = withParts(open, {
  settings: testSettings({
    mailWebhookSecret: `whsec_${key.toString("base64")}`,
    site: { isPublic: true, operator: null, region: null, supportEmail: support },
  }),
});
const { system } = services.database;
let admin: TestPerson;
let ann: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  admin = await testPerson(services, "admin");
  ann = await testPerson(services, "ann");
  bob = await testPerson(services, "bob");
  await system.updateTable("users").set({ emailVerifiedAt: new Date().toISOString() }).execute();
});

const ask = (text: string, errors?: string[]) =>
  askSupport(ann.context, { kind: "problem", subject: "It is slow", text, errors });
const mailsOf = (kind: string) =>
  system.selectFrom("mails").select(["id", "recipient"]).where("kind", "=", kind).orderBy("id").execute();

let count = 0;
/** A mail as a mail server hands it on. */
function mailFrom(
  from: string,
  fields: { text?: string; headers?: readonly string[]; id?: string; to?: string } = {},
) {
  count += 1;
  const { text = "Hello", headers = [], id = `<${count}@${from}>`, to = support } = fields;
  const head = [
    `From: Someone <${from}>`,
    `To: ${to}`,
    "Subject: A question",
    `Message-ID: ${id}`,
    ...headers,
  ];
  const type = headers.some((header) => header.startsWith("Content-Type:"))
    ? []
    : ["Content-Type: text/plain; charset=utf-8"];
  const body = [...head, ...type, "", text, ""].join("\r\n");
  const timestamp = Math.floor(Date.now() / 1_000);
  const signature = createHmac("sha256", key).update(`msg_${count}.${timestamp}.${body}`).digest("base64");
  return {
    body,
    headers: new Headers({
      "content-type": "message/rfc822",
      "webhook-id": `msg_${count}`,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": `v1,${signature}`,
    }),
  };
}

test("a request goes back and forth between its person and support, by mail as well, and each step is audited", async () => {
  const { id } = await ask("Since noon.");
  expect((await mailsOf("support-request")).map(({ recipient }) => recipient)).toEqual([admin.email]);
  expect((await listInbox(admin.context, { status: "open" })).tickets).toMatchObject([
    { id, subject: "It is slow", email: ann.email, source: "form" },
  ]);
  await answerTicket(admin.context, { id, text: "Thank you.\n\nLook at https://acme.example" });
  const [mail] = await mailsOf("support-answer");
  expect(await openMail(services, mail?.id ?? "")).toMatchObject({
    recipient: ann.email,
    subject: "Re: It is slow",
    text: expect.stringContaining(`/support/${id}`),
    replyTo: support,
  });
  expect(await listTickets(ann.context)).toMatchObject([{ id, status: "answered" }]);
  await replyToTicket(ann.context, { id, text: "It is fine now." });
  const byMail = mailFrom(ann.email, {
    headers: [`In-Reply-To: <${mail?.id}@acme.example>`],
    text: "One more thing.\r\n\r\nOn Monday support wrote:\r\n> Thank you.",
  });
  expect(await receiveMail(services, byMail)).toEqual({ reports: 0, requests: 1 });
  expect(await receiveMail(services, byMail), "twice is once").toEqual({ reports: 0, requests: 0 });
  const thread = await getTicket(ann.context, { id });
  expect(thread.status).toBe("open");
  expect(thread.messages.map(({ author, text }) => [author, text])).toEqual([
    ["requester", "Since noon."],
    ["support", "Thank you.\n\nLook at https://acme.example"],
    ["requester", "It is fine now."],
    ["requester", "One more thing."],
  ]);
  await setTicketStatus(admin.context, { id, status: "closed" });
  expect((await listInbox(admin.context, {})).open).toBe(0);
  expect(await auditActions(services, ann.organizationId)).toEqual(
    expect.arrayContaining(["support.ask", "support.reply"]),
  );
  const audit = await auditEntries(services, admin.organizationId);
  expect(audit.filter(({ action }) => action.startsWith("support."))).toMatchObject([
    { action: "support.answer", before: { status: "open" }, after: { status: "answered" } },
    { action: "support.set_status", before: { status: "open" }, after: { status: "closed" } },
  ]);
});

test("the last failed calls go along with consent alone, those that were chosen; support sees whose the address is", async () => {
  const at = new Date(Date.now() - 60_000).toISOString();
  const earlier = new Date(Date.now() - 120_000).toISOString();
  const failed = { outcome: "error" as const, errorCode: "timeout", errorMessage: "No answer in 10 s." };
  const { organizationId, userId } = ann;
  await storePast(services, [
    pastRecord({ organizationId, at, dimensions: { userId, tool: "get_order" }, end: failed }),
    pastRecord({ organizationId, at: earlier, dimensions: { userId, tool: "cancel_order" }, end: failed }),
    pastRecord({ organizationId, at, dimensions: { userId, tool: "list_orders" } }),
    pastRecord({ organizationId, at, dimensions: { userId: bob.userId }, end: failed }),
    pastRecord({ organizationId: bob.organizationId, at, dimensions: { userId: bob.userId }, end: failed }),
  ]);
  const shown = await failedCalls(ann.context);
  expect(shown).toMatchObject([{ tool: "get_order" }, { tool: "cancel_order" }]);
  const [first, , others] = [shown[0]?.id ?? "", shown[1]?.id, (await failedCalls(bob.context))[0]?.id ?? ""];
  const [silent, told] = [await ask("No errors."), await ask("One of them.", [first, others])];
  expect((await readInboxTicket(admin.context, silent)).errors).toEqual([]);
  const thread = await readInboxTicket(admin.context, told);
  expect(thread.errors).toMatchObject([
    { tool: "get_order", code: "timeout", message: "No answer in 10 s." },
  ]);
  expect(thread.account).toMatchObject({
    ...{ userId, status: "active" },
    organizations: [{ id: organizationId, role: "owner" }],
  });
});

test("nobody reads or answers another's request, and none by a key; the inbox is for instance admins", async () => {
  const ref = await ask("Mine.");
  for (const stranger of [bob.context, admin.context]) {
    expect((await listTickets(stranger)).map(({ id }) => id)).not.toContain(ref.id);
    await expect(getTicket(stranger, ref)).rejects.toMatchObject({ code: "not_found" });
    await expect(replyToTicket(stranger, { ...ref, text: "x" })).rejects.toMatchObject({ code: "not_found" });
  }
  const forbidden = { code: "forbidden" };
  const question = { kind: "question", subject: "x", text: "x" } as const;
  await expect(askSupport(asApiKey(ann.context), question)).rejects.toMatchObject(forbidden);
  await expect(listInbox(ann.context, {})).rejects.toMatchObject(forbidden);
  await expect(readInboxTicket(ann.context, ref)).rejects.toMatchObject(forbidden);
  await expect(answerTicket(ann.context, { ...ref, text: "x" })).rejects.toMatchObject(forbidden);
  await expect(setTicketStatus(ann.context, { ...ref, status: "closed" })).rejects.toMatchObject(forbidden);
  await expect(answerTicket(admin.context, { id: newId(), text: "x" })).rejects.toMatchObject({
    code: "not_found",
  });
});

test("strangers write by the contact page and by mail; nothing is mailed to an address that nobody proved", async () => {
  const before = await system
    .selectFrom("mails")
    .select("id")
    .where("recipient", "=", "eve@example.com")
    .execute();
  const visit = testVisit(services, { address: "203.0.113.9" });
  const question = {
    email: "eve@example.com",
    kind: "question",
    subject: "Hello",
    text: "What is it?",
  } as const;
  await askByContact(visit, question);
  await receiveMail(services, mailFrom("eve@example.com"));
  const { tickets } = await listInbox(admin.context, { limit: 2 });
  expect(tickets.map(({ source, email }) => [source, email])).toEqual([
    ["mail", "eve@example.com"],
    ["contact", "eve@example.com"],
  ]);
  expect((await readInboxTicket(admin.context, tickets[0] ?? { id: "" })).account).toBeNull();
  // What the database cannot store, or no mail program sends, costs nobody the mail.
  const references = `References: ${"<a@example.com> ".repeat(70_000)}`;
  const odd = { text: "no\0thing", headers: [references], id: `<${"i".repeat(5_000)}@example.com>` };
  expect(await receiveMail(services, mailFrom("eve@example.com", odd))).toMatchObject({ requests: 1 });
  const [latest] = (await listInbox(admin.context, { limit: 1 })).tickets;
  expect((await readInboxTicket(admin.context, latest ?? { id: "" })).messages[0]?.text).toBe("nothing");
  expect(contactInput.safeParse({ ...question, text: "no\0thing" }).success).toBe(false);
  expect(before).toEqual([]);
  for (let tries = 0; tries < 9; tries += 1) await askByContact(visit, question);
  await expect(askByContact(visit, question)).rejects.toMatchObject({ code: "rate_limited" });
});

test("an answer from another address is a request of its own; what programs send, or is for somebody else, is none", async () => {
  const { id } = await ask("Mine alone.");
  await answerTicket(admin.context, { id, text: "Yes?" });
  const answer = (await mailsOf("support-answer")).at(-1)?.id;
  const headers = [`References: <${answer}@acme.example>`];
  await receiveMail(services, mailFrom("mallory@example.com", { headers }));
  expect((await getTicket(ann.context, { id })).messages).toHaveLength(2);
  const none = { reports: 0, requests: 0 };
  for (const header of ["Auto-Submitted: auto-replied", "Precedence: bulk", "List-Id: <news.example.com>"]) {
    expect(await receiveMail(services, mailFrom("robot@example.com", { headers: [header] }))).toEqual(none);
  }
  expect(await receiveMail(services, mailFrom(support))).toEqual(none);
  expect(await receiveMail(services, mailFrom("eve@example.com", { to: "else@acme.example" }))).toEqual(none);
});

/** What the last mail of a kind says. */
async function lastMail(kind: string) {
  return openMail(services, (await mailsOf(kind)).at(-1)?.id ?? "");
}
const verifiedOf = async (id: string) => (await readInboxTicket(admin.context, { id })).verified;

test("who asks is verified by writing while signed in, or by a link mailed to the account's own address; a mail, which may be forged, is not, and takes it away", async () => {
  const { id } = await ask("Please delete my account.");
  expect(await verifiedOf(id)).toMatchObject({ via: "login" });
  await answerTicket(admin.context, { id, text: "Sure?" });
  const references = [`References: <${(await mailsOf("support-answer")).at(-1)?.id}@acme.example>`];
  await receiveMail(services, mailFrom(ann.email, { headers: references, text: "Yes, all of it!" }));
  expect(await verifiedOf(id)).toBeNull();
  await replyToTicket(ann.context, { id, text: "That was me." });
  expect(await verifiedOf(id)).toMatchObject({ via: "login" });

  await receiveMail(services, mailFrom(ann.email, { text: "Delete me." }));
  const [ticket] = (await listInbox(admin.context, { limit: 1 })).tickets;
  const byMail = ticket?.id ?? "";
  expect(await readInboxTicket(admin.context, { id: byMail })).toMatchObject({
    ...{ verified: null, proofAskedUntil: null, account: { userId: ann.userId, isEmailConfirmed: true } },
    messages: [{ isByMail: true }],
  });
  await expect(askForProof(ann.context, { id: byMail })).rejects.toMatchObject({ code: "forbidden" });
  await askForProof(admin.context, { id: byMail });
  const { expiresAt } = await askForProof(admin.context, { id: byMail });
  const mails = await Promise.all(
    (await mailsOf("support-proof")).map((each) => openMail(services, each.id)),
  );
  const [replaced = "", token = ""] = mails.map((mail) => /#token=(\w+)/.exec(mail?.text ?? "")?.[1]);
  // Whoever wrote it gets no word of theirs into a mail of ours.
  expect(mails[1]).toMatchObject({ recipient: ann.email, text: expect.not.stringContaining("Delete me") });
  expect(await readInboxTicket(admin.context, { id: byMail })).toMatchObject({ proofAskedUntil: expiresAt });

  const visit = testVisit(services);
  const over = { code: "not_found" };
  await expect(readProof(visit, { token: replaced })).rejects.toMatchObject(over);
  expect(await readProof(visit, { token })).toMatchObject({ texts: ["Delete me."] });
  await receiveMail(services, mailFrom(ann.email, { headers: [`References: <${count}@${ann.email}>`] }));
  await expect(proveRequest(visit, { token, seen: 1 })).rejects.toMatchObject({ code: "conflict" });
  await proveRequest(visit, { token, seen: 2 });
  await expect(proveRequest(visit, { token, seen: 2 })).rejects.toMatchObject(over);
  expect(await verifiedOf(byMail)).toMatchObject({ via: "link" });
  expect(await auditActions(services, ann.organizationId)).toContain("support.prove");
  expect(await auditActions(services, admin.organizationId)).toContain("support.ask_for_proof");

  await receiveMail(services, mailFrom("stranger@example.com"));
  const [strange] = (await listInbox(admin.context, { limit: 1 })).tickets;
  await expect(askForProof(admin.context, { id: strange?.id ?? "" })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("files of a mail are not taken: the inbox says so, and the next answer tells whoever sent them", async () => {
  const file =
    "--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=a.png\r\n\r\nPNG\r\n";
  const mail = mailFrom("frank@example.com", {
    headers: ["MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b"],
    text: `--b\r\nContent-Type: text/plain\r\n\r\nSee the picture.\r\n${file}--b--`,
  });
  expect(await receiveMail(services, mail)).toEqual({ reports: 0, requests: 1 });
  const [ticket] = (await listInbox(admin.context, { limit: 1 })).tickets;
  const id = ticket?.id ?? "";
  expect((await readInboxTicket(admin.context, { id })).messages).toMatchObject([
    { text: "See the picture.", refusedFiles: 1 },
  ]);
  await answerTicketAsOperator(services, { id, text: "Which?" });
  expect((await lastMail("support-answer"))?.text).toContain("Files that came with your mail were not taken");
  await answerTicketAsOperator(services, { id, text: "Are you there?" });
  expect((await lastMail("support-answer"))?.text).not.toContain("were not taken");
  const kinds = await system
    .selectFrom("auditEntries")
    .select("actorKind")
    .where("action", "=", "support.answer")
    .where("targetId", "=", id)
    .execute();
  expect(kinds).toEqual([{ actorKind: "operator" }, { actorKind: "operator" }]);
});

test("a sender, and all together, send so many mails in a while and no more; what came before, a mail server may send again", async () => {
  const failures = async () =>
    (
      await system
        .selectFrom("loginAttempts")
        .select("failures")
        .where("key", "=", "support-mail")
        .executeTakeFirstOrThrow()
    ).failures;
  const limited = { code: "rate_limited", retryAfterSeconds: expect.any(Number) };
  for (let mails = 0; mails < 10; mails += 1) {
    expect(await receiveMail(services, mailFrom("flood@example.com"))).toMatchObject({ requests: 1 });
  }
  const late = mailFrom("flood@example.com");
  await expect(receiveMail(services, late)).rejects.toMatchObject(limited);
  // What is refused by the sender's own bound takes nothing of that of all.
  const before = await failures();
  await expect(receiveMail(services, late)).rejects.toMatchObject(limited);
  expect(await failures()).toBe(before);
  await receiveMail(services, mailFrom("calm@example.com"));
  await system
    .updateTable("loginAttempts")
    .set({ failures: 200 })
    .where("key", "=", "support-mail")
    .execute();
  await expect(receiveMail(services, mailFrom("calm@example.com"))).rejects.toMatchObject(limited);
  await system.deleteFrom("loginAttempts").where("key", "like", "support-mail%").execute();
  expect(await receiveMail(services, late)).toMatchObject({ requests: 1 });
});
