import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { newId } from "@patchops/contract";
import { startMcpFixture } from "@patchops/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addConnection, refreshConnection } from "../connection/index.ts";
import { startExecution } from "../execution/index.ts";
import { isSignedBy } from "../sign-webhook.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { outboxOf } from "../testing/outbox.ts";
import {
  asApiKey,
  auditActions,
  type TestPerson,
  testMember,
  testPerson,
  testVisit,
} from "../testing/people.ts";
import {
  createWebhookEndpoint,
  deliverEvent,
  listWebhookDeliveries,
  listWebhookEndpoints,
  removeWebhookEndpoint,
  resendWebhookDelivery,
  rotateWebhookSecret,
  testWebhookEndpoint,
} from "../webhook/index.ts";
import {
  listNotifications,
  markNotificationsRead,
  notificationSettings,
  notify,
  setNotification,
  unreadNotifications,
  unsubscribe,
} from "./index.ts";

const { services, sentJobs } = await openLiveServices({ defaultPlan: "free" });
const { system } = services.database;
let answer = 200;
const received: { headers: Headers; body: string }[] = [];
const receiver = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (chunk: string) => {
    body += chunk;
  });
  request.on("end", () => {
    received.push({
      headers: new Headers(Object.entries(request.headers).map(([k, v]) => [k, String(v)])),
      body,
    });
    response.writeHead(answer).end();
  });
});
let owner: TestPerson;
let member: TestPerson;

beforeAll(async () => {
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  owner = await testPerson(services, "owner");
  member = await testMember(services, owner, "mia", "member");
  for (const { userId } of [owner, member]) {
    await system
      .updateTable("users")
      .set({ emailVerifiedAt: new Date().toISOString() })
      .where("id", "=", userId)
      .execute();
  }
});
afterAll(() => receiver.close());

/** Of the organization's news, not their own account's. */
const titlesOf = async ({ context }: TestPerson) =>
  (await listNotifications(context)).notifications.flatMap(({ kind, title }) =>
    kind === "account" ? [] : [title],
  );
const mailsOf = async ({ email }: TestPerson) =>
  (await outboxOf(services, email)).filter(({ kind }) => kind === "notification");
const tell = (title: string, userIds: readonly string[] = [], isForThemAlone = false) =>
  services.database.withOrganization(owner.organizationId, (trx) =>
    notify(services, trx, {
      ...{ organizationId: owner.organizationId, kind: "connection_broken", title, text: "It fails." },
      ...{ path: "/connections/x", data: { connection: "x" }, userIds, isForThemAlone },
    }),
  );

test("owners and admins hear of things, others of their own; each as they chose, and nobody at an unproven address", async () => {
  await tell("for admins");
  await tell("for mia", [member.userId], true);
  expect(await titlesOf(owner)).toEqual(["for admins"]);
  expect(await titlesOf(member)).toEqual(["for mia"]);
  expect((await mailsOf(owner)).map(({ subject }) => subject)).toEqual(["for admins"]);
  expect((await mailsOf(member)).map(({ subject }) => subject)).toEqual(["for mia"]);

  await setNotification(owner.context, { kind: "connection_broken", channel: "mail", isOn: false });
  await setNotification(member.context, { kind: "connection_broken", channel: "dashboard", isOn: false });
  expect(await notificationSettings(owner.context)).toContainEqual({
    ...{ kind: "connection_broken", mail: false, dashboard: true },
  });
  await tell("again", [member.userId]);
  expect([(await titlesOf(owner))[0], (await mailsOf(owner)).length]).toEqual(["again", 1]);
  expect([await titlesOf(member), (await mailsOf(member)).length]).toEqual([["for mia"], 2]);

  const unproven = await testMember(services, owner, "una", "admin");
  await tell("later");
  expect([await titlesOf(unproven), await mailsOf(unproven)]).toEqual([["later"], []]);
  const { notifications } = await listNotifications(owner.context);
  expect(await markNotificationsRead(owner.context, { upTo: notifications[1]?.id })).toEqual({ read: 2 });
  expect(await unreadNotifications(owner.context)).toEqual({ unread: 1 });
  expect(await markNotificationsRead(owner.context)).toEqual({ read: 1 });
  expect((await listNotifications(owner.context)).unread).toBe(0);
  expect(await unreadNotifications(member.context)).not.toEqual({ unread: 0 });
  expect(await auditActions(services, owner.organizationId)).toEqual(
    expect.arrayContaining(["notification.set", "notification.mark_read"]),
  );
});

test("what concerns the account itself is told in whichever organization one is, to oneself alone", async () => {
  const person = await testPerson(services, "nia");
  expect(await unreadNotifications(person.context)).toEqual({ unread: 0 });
  const { context } = await testMember(services, owner, "noah", "viewer");
  const { notifications, unread } = await listNotifications(context);
  // The second login came without the first one's cookie.
  expect(notifications).toMatchObject([
    { kind: "account", title: "A new device signed in", path: "/settings/devices", readAt: null },
  ]);
  expect(unread).toBe(1);
  expect(JSON.stringify(await listNotifications(owner.context))).not.toContain("A new device");
  await markNotificationsRead(context);
  expect(await unreadNotifications(context)).toEqual({ unread: 0 });
});

test("RFC 8058: the link in a mail turns its kind off without a login, and does nothing else", async () => {
  const [mail] = await mailsOf(member);
  const token = new URL(mail?.unsubscribeUrl ?? "").searchParams.get("token") ?? "";
  expect(mail?.text).toContain(mail?.unsubscribeUrl);
  for (const forged of [
    token.replace("connection_broken", "quota"),
    token.replace(member.userId, owner.userId),
    `${newId()}.quota.x`,
    "nothing",
  ]) {
    await expect(unsubscribe(testVisit(services), { token: forged })).rejects.toMatchObject({
      code: "not_found",
    });
  }
  expect(await unsubscribe(testVisit(services), { token })).toEqual({ kind: "connection_broken" });
  await unsubscribe(testVisit(services), { token });
  const before = (await mailsOf(member)).length;
  await tell("no mail", [member.userId]);
  expect(await mailsOf(member)).toHaveLength(before);
});

test("webhooks get what they asked for, signed, tried again, once; owners and admins set them up", async () => {
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook?key=s3cret`;
  const wish = { url, kinds: ["connection_broken" as const] };
  await expect(createWebhookEndpoint(member.context, wish)).rejects.toMatchObject({ code: "forbidden" });
  await expect(createWebhookEndpoint(owner.context, wish)).rejects.toMatchObject({ code: "invalid_input" });
  const { secret } = await rotateWebhookSecret(owner.context);
  const inside = { ...wish, url: "http://169.254.169.254/latest" };
  await expect(createWebhookEndpoint(owner.context, inside)).rejects.toMatchObject({
    code: "private_address",
  });
  const { id } = await createWebhookEndpoint(owner.context, wish);
  expect(await listWebhookEndpoints(owner.context)).toMatchObject([
    { id, url, kinds: ["connection_broken"] },
  ]);

  sentJobs.length = 0;
  await tell("told");
  const jobs = sentJobs.flatMap((job) => (job.name === "event-webhook" ? [job.data] : []));
  expect(jobs).toMatchObject([{ organizationId: owner.organizationId, attempt: 1 }]);
  const [job] = jobs;
  if (job === undefined) throw new Error("no job");
  answer = 500;
  await deliverEvent(services, job);
  expect(await listWebhookDeliveries(owner.context, { id })).toMatchObject([
    { status: "waiting", attempts: 1, httpStatus: 500, error: "It answered 500." },
  ]);
  await deliverEvent(services, job);
  expect(received).toHaveLength(1);
  answer = 204;
  await deliverEvent(services, { ...job, attempt: 2 });
  expect(await listWebhookDeliveries(owner.context, { id })).toMatchObject([
    { status: "delivered", attempts: 2 },
  ]);
  const [first, second] = received;
  expect(second?.headers.get("webhook-id")).toBe(first?.headers.get("webhook-id"));
  expect(isSignedBy(secret, second?.headers ?? new Headers(), second?.body ?? "")).toBe(true);
  expect(JSON.parse(second?.body ?? "")).toMatchObject({
    type: "notification.connection_broken",
    data: { connection: "x", title: "told", url: "http://127.0.0.1:3000/connections/x" },
  });
  const [delivery] = await listWebhookDeliveries(owner.context, { id });
  for (const act of [resendWebhookDelivery, testWebhookEndpoint]) {
    await expect(act(member.context, { id })).rejects.toMatchObject({ code: "forbidden" });
    await expect(act(owner.context, { id: newId() })).rejects.toMatchObject({ code: "not_found" });
  }
  sentJobs.length = 0;
  await resendWebhookDelivery(owner.context, { id: delivery?.id ?? "" });
  const { deliveryId } = await testWebhookEndpoint(asApiKey(owner.context), { id });
  answer = 500;
  for (const each of sentJobs.splice(0)) {
    if (each.name === "event-webhook") await deliverEvent(services, each.data);
  }
  // Both wait for their second attempt now: one that is asked for is that one, and the other finds it made.
  const before = received.length;
  const again = [...sentJobs];
  await resendWebhookDelivery(owner.context, { id: deliveryId });
  answer = 204;
  for (const each of [...sentJobs.slice(-1), ...again]) {
    if (each.name === "event-webhook") await deliverEvent(services, each.data);
  }
  expect(received.slice(before).map(({ headers }) => headers.get("webhook-id"))).toEqual([
    deliveryId,
    delivery?.id,
  ]);
  expect(received.map(({ body }) => JSON.parse(body).type)).toContain("notification.test");
  expect(await listWebhookDeliveries(owner.context, { id })).toMatchObject([
    { id: deliveryId, kind: "test", status: "delivered", attempts: 2 },
    { id: delivery?.id, status: "delivered", attempts: 2 },
  ]);
  await removeWebhookEndpoint(owner.context, { id });
  await expect(removeWebhookEndpoint(owner.context, { id })).rejects.toMatchObject({ code: "not_found" });
  const entries = await system.selectFrom("auditEntries").select(["action", "data"]).execute();
  expect(JSON.stringify(entries)).not.toContain("s3cret");
  expect(entries.map(({ action }) => action)).toEqual(
    expect.arrayContaining([
      ...["webhook.create_endpoint", "webhook.remove_endpoint"],
      ...["webhook.resend", "webhook.test_endpoint"],
    ]),
  );
});

test("a connection that stops to work is told once, until it worked again", async () => {
  const fixture = await startMcpFixture();
  const { slug } = await addConnection(owner.context, {
    target: { kind: "http", url: fixture.url },
    name: "Shop",
  });
  await fixture.close();
  await refreshConnection(owner.context, { connection: slug });
  await refreshConnection(owner.context, { connection: slug });
  const titles = (await titlesOf(owner)).filter((title) => title.startsWith("Shop"));
  expect(titles).toEqual(["Shop does not work"]);
});

test("a detached run that fails is told to who started it, one that succeeds to nobody", async () => {
  const before = (await listNotifications(member.context)).notifications.length;
  const failed = await startExecution(member.context, {
    code: "throw new Error('no stock')",
    detached: true,
  });
  await failed.finished;
  const fine = await startExecution(member.context, { code: "return 1", detached: true });
  await fine.finished;
  const { notifications } = await listNotifications(member.context);
  expect(notifications).toHaveLength(before + 1);
  expect(notifications[0]).toMatchObject({
    ...{ kind: "run_failed", title: "A run failed", text: expect.stringContaining("no stock") },
    path: `/runs/${failed.executionId}`,
  });
  expect((await titlesOf(owner)).filter((title) => title === "A run failed")).toEqual([]);
});
