import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { clock } from "@patchops/contract";
import type { Sandbox } from "@patchops/sandbox";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { openMail } from "../mail/system/open-mail.ts";
import { testSettings, withParts } from "../testing/open-test-services.ts";
import { auditActions, type TestPerson, testPerson } from "../testing/people.ts";
import { openUsageServices } from "../usage/test-usage.ts";
import {
  checkComponents,
  deliverAlert,
  instanceStatus,
  noteIncident,
  openIncident,
  readStatus,
} from "./index.ts";

const { services: open } = await openUsageServices();
let failuresInRow = 0;
const sandbox = { stats: () => ({ failuresInRow }) } as Pick<Sandbox, "stats"> as Sandbox;
const services = withParts(open, { sandbox });
let admin: TestPerson;
const start = Date.parse("2026-11-26T23:50:00Z");

beforeAll(async () => {
  admin = await testPerson(services, "admin");
  const now = new Date().toISOString();
  await services.database.system.updateTable("users").set({ emailVerifiedAt: now }).execute();
});
afterEach(() => vi.restoreAllMocks());

async function checkAt(minute: number): Promise<void> {
  vi.spyOn(clock, "nowMs").mockReturnValue(start + minute * 60_000);
  await checkComponents(services);
}
const programs = async () =>
  services.database.system
    .selectFrom("componentDays")
    .select(["day", "upMinutes", "downMinutes"])
    .where("component", "=", "programs")
    .orderBy("day")
    .execute();
async function alerts(): Promise<string[]> {
  const { system } = services.database;
  const mails = await system
    .selectFrom("mails")
    .select("id")
    .where("kind", "=", "operator-alert")
    .orderBy("id")
    .execute();
  const opened = await Promise.all(mails.map(({ id }) => openMail(services, id)));
  return opened.map((mail) => mail?.subject ?? "");
}

test("minutes are counted once, on their days; those in which nobody looked are down; the operator is told once, and of the end", async () => {
  await checkAt(0);
  await checkAt(0);
  await checkAt(1);
  expect(await programs()).toEqual([{ day: "2026-11-26", upMinutes: 2, downMinutes: 0 }]);
  failuresInRow = 3;
  await checkAt(2);
  expect(await alerts()).toEqual([]);
  await checkAt(3);
  await checkAt(4);
  expect(await alerts()).toEqual(["Programs: down"]);
  failuresInRow = 0;
  await checkAt(5);
  expect(await alerts()).toEqual(["Programs: down", "Programs: back"]);
  await checkAt(15);
  expect(await programs()).toEqual([
    { day: "2026-11-26", upMinutes: 3, downMinutes: 7 },
    { day: "2026-11-27", upMinutes: 1, downMinutes: 5 },
  ]);
});

test("incidents are told by instance admins, each step audited", async () => {
  const { id } = await openIncident(admin.context, { title: "Slow", text: "We look at it." });
  await noteIncident(admin.context, { id, status: "resolved", text: "It is fine." });
  const { incidents } = await readStatus(services);
  expect(incidents).toMatchObject([
    { id, title: "Slow", status: "resolved", notes: [{ text: "It is fine." }, { text: "We look at it." }] },
  ]);
  expect(await auditActions(services, admin.organizationId)).toEqual(
    expect.arrayContaining(["incident.open", "incident.note"]),
  );
  const { context } = await testPerson(services, "bob");
  const forbidden = { code: "forbidden" };
  await expect(openIncident(context, { title: "x", text: "x" })).rejects.toMatchObject(forbidden);
  await expect(noteIncident(context, { id, status: "resolved", text: "x" })).rejects.toMatchObject(forbidden);
  await expect(instanceStatus(context)).rejects.toMatchObject(forbidden);
});

test("the alert webhook is told in words that chat programs show, and again when it refuses", async () => {
  const heard: string[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += String(chunk);
    });
    request.on("end", () => {
      heard.push(body);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const told = withParts(services, {
    settings: testSettings({ alertWebhook: `http://127.0.0.1:${port}/hook` }),
  });
  const data = {
    name: "Mail",
    isUp: false,
    detail: "Mails are late.",
    since: "2026-11-27T00:00:00Z",
    url: "http://x",
  };
  await deliverAlert(told, data);
  expect(JSON.parse(heard[0] ?? "")).toMatchObject({
    text: "PatchOps: Mail is down. Mails are late. http://x",
    state: "down",
  });
  status = 500;
  await expect(deliverAlert(told, data)).rejects.toThrow("500");
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
