import { newId } from "@patchops/contract";
import { startSmtpServer } from "@patchops/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Context } from "../context.ts";
import { openTestServices, withParts } from "../testing/open-test-services.ts";
import { auditActions, testPerson } from "../testing/people.ts";
import {
  deliverMail,
  liftAddressSuppression,
  listMails,
  listSuppressedAddresses,
  openMailer,
  queueMail,
  readMail,
  retryMail,
} from "./index.ts";

const smtp = await startSmtpServer();
afterAll(() => smtp.close());
const { services: without } = await openTestServices();
const sent: string[] = [];
const services = withParts(without, {
  mailer: openMailer({ smtpUrl: smtp.url, from: "patchops@example.com", wantsReports: false }),
  jobs: {
    async send(_trx, _name, data) {
      if ("mailId" in data) sent.push(data.mailId);
    },
    forget: async () => 0,
  },
});
let admin: Context;
let organizationId: string;
beforeAll(async () => {
  const person = await testPerson(without, "admin");
  admin = person.context;
  organizationId = person.organizationId;
  await without.database.system.deleteFrom("mails").execute();
});
const url = "https://patchops.example.com/reset-password#token=abc";
const queue = (to: string, on = services) =>
  on.database.transaction((trx) =>
    queueMail(on, trx, { kind: "password-reset", to, data: { url, address: null } }),
  );

test("without SMTP the operator reads a mail in the outbox and copies its link; the audit tells", async () => {
  const id = await queue("ann@example.com", without);
  expect(await listMails(admin, {})).toMatchObject({
    mails: [
      {
        id,
        kind: "password-reset",
        recipient: "ann@example.com",
        status: "queued",
        hasContent: true,
        nextAt: null,
      },
    ],
    nextCursor: null,
  });
  expect((await readMail(admin, { id })).text).toContain(url);
  await expect(retryMail(admin, { id })).rejects.toMatchObject({ code: "conflict" });
  await expect(readMail(admin, { id: newId() })).rejects.toMatchObject({ code: "not_found" });
  expect(await auditActions(without, organizationId)).toEqual(["account.sign_up", "mail.read"]);
});

test("what was sent cannot be read any more; what failed is sent again at a word, once", async () => {
  const operator = { ...admin, services };
  smtp.behavior = { refuseRecipient: () => "550 5.1.1 No such user" };
  const id = await queue("bob@example.com");
  await deliverMail(services, { mailId: id });
  expect(await listMails(operator, { status: "bounced" })).toMatchObject({
    mails: [{ id, answer: "550 5.1.1 No such user" }],
  });
  expect(await listSuppressedAddresses(operator)).toMatchObject([
    { address: "bob@example.com", reason: "550 5.1.1 No such user" },
  ]);
  await liftAddressSuppression(operator, { address: "bob@example.com" });
  await expect(liftAddressSuppression(operator, { address: "bob@example.com" })).rejects.toMatchObject({
    code: "not_found",
  });

  smtp.behavior = {};
  sent.length = 0;
  await retryMail(operator, { id });
  expect(sent).toEqual([id]);
  await deliverMail(services, { mailId: id });
  expect((await smtp.nextMailTo("bob@example.com")).text).toContain(url);
  const { mails } = await listMails(operator, { status: "accepted" });
  expect(mails).toMatchObject([{ id, attempts: 1, hasContent: false }]);
  await expect(readMail(operator, { id })).rejects.toMatchObject({ code: "not_found" });
  await expect(retryMail(operator, { id })).rejects.toMatchObject({ code: "conflict" });
  expect(await auditActions(services, organizationId)).toEqual(
    expect.arrayContaining(["mail.retry", "mail.lift_suppression"]),
  );
});

test("pages of the outbox follow each other, the newest first", async () => {
  await without.database.system.deleteFrom("mails").execute();
  const ids = [];
  for (const name of ["a", "b", "c"]) ids.push(await queue(`${name}@example.com`, without));
  const first = await listMails(admin, { limit: 2 });
  expect(first.mails.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
  const second = await listMails(admin, { limit: 2, cursor: first.nextCursor ?? "" });
  expect(second).toMatchObject({ mails: [{ id: ids[0] }], nextCursor: null });
  await expect(listMails(admin, { cursor: "x" })).rejects.toMatchObject({ code: "invalid_input" });
});
