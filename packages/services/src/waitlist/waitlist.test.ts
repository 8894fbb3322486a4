import { newId } from "@patchops/contract";
import { beforeAll, expect, test } from "vitest";
import { acceptTerms, currentAccount, signUp, signUpByMail } from "../account/index.ts";
import type { Context } from "../context.ts";
import { openTestServices, testSettings, withParts } from "../testing/open-test-services.ts";
import { auditActions, contextOf, testPassword, testPerson, testVisit } from "../testing/people.ts";
import {
  inviteFromWaitlist,
  joinWaitlist,
  listWaitlist,
  waitlistPlace,
  withdrawFromWaitlist,
} from "./index.ts";

const { services: open } = await openTestServices();
const services = withParts(open, { settings: testSettings({ signup: "waitlist" }) });
const visit = testVisit(services);
let admin: Context;
beforeAll(async () => {
  admin = (await testPerson(services, "admin")).context;
});

const enter = (email: string, waitlist?: string) =>
  signUp(testVisit(services), { email, password: testPassword, ...(waitlist && { waitlist }) });
const tokenOf = (url = "") => /#waitlist=(\w+)&/.exec(url)?.[1] ?? "";
const entryOf = async (email: string) =>
  (await listWaitlist(admin, {})).entries.find((entry) => entry.email === email);

async function invite(email: string): Promise<string> {
  const { invited } = await inviteFromWaitlist(admin, { ids: [(await entryOf(email))?.id ?? ""] });
  return tokenOf(invited[0]?.url);
}

test("S20: every address is answered alike, and stands on the list once", async () => {
  await joinWaitlist(visit, { email: "eve@example.com", name: "Eve" });
  await joinWaitlist(visit, { email: "eve@example.com" });
  await joinWaitlist(visit, { email: "admin@example.com" });
  const { entries, counts } = await listWaitlist(admin, { show: "waiting" });
  expect(entries.map(({ email, name }) => [email, name])).toEqual([
    ["eve@example.com", "Eve"],
    ["admin@example.com", null],
  ]);
  expect(counts).toEqual({ waiting: 2, invited: 0, joined: 0 });
});

test("an invited address signs up by its link, once, and no other; how many came is counted", async () => {
  await joinWaitlist(visit, { email: "fox@example.com" });
  const closed = { code: "signup_closed" };
  await expect(enter("fox@example.com")).rejects.toMatchObject(closed);
  const before = await invite("fox@example.com");
  const token = await invite("fox@example.com");
  for (const [email, given] of [
    ["fox@example.com", before],
    ["fox@example.com", undefined],
    ["eve@example.com", token],
  ] as const) {
    await expect(enter(email, given)).rejects.toMatchObject(closed);
  }
  expect((await entryOf("fox@example.com"))?.joinedAt).toBeNull();
  await expect(enter("fox@example.com", token)).resolves.toMatchObject({ userId: expect.any(String) });
  await expect(enter("fox@example.com", token)).rejects.toMatchObject(closed);
  expect((await listWaitlist(admin, { show: "joined" })).entries.map(({ email }) => email)).toEqual([
    "fox@example.com",
  ]);
  expect((await listWaitlist(admin, {})).counts).toMatchObject({ joined: 1 });
  const mails = services.database.system
    .selectFrom("mails")
    .select("recipient")
    .where("kind", "=", "waitlist-invitation");
  expect(await mails.execute()).toHaveLength(2);
  expect(await auditActions(services, admin.actor.organizationId)).toContain("waitlist.invite");
});

test("a mailed link says where its address stands, until it waits no more", async () => {
  await joinWaitlist(visit, { email: "ant@example.com" });
  await joinWaitlist(visit, { email: "bee@example.com" });
  const ids = [(await entryOf("ant@example.com"))?.id ?? "", (await entryOf("bee@example.com"))?.id ?? ""];
  const [ant, bee] = await Promise.all(ids.map((id) => waitlistPlace(services, id)));
  expect(bee).toEqual({ state: "waiting", position: (ant?.position ?? 0) + 1, waiting: bee?.position });
  const token = await invite("ant@example.com");
  expect(await waitlistPlace(services, ids[0] ?? "")).toMatchObject({ state: "invited", position: null });
  expect((await waitlistPlace(services, ids[1] ?? ""))?.position).toBe(ant?.position);
  await enter("ant@example.com", token);
  expect((await waitlistPlace(services, ids[0] ?? ""))?.state).toBe("joined");
  for (const unknown of [newId(), "nothing"]) expect(await waitlistPlace(services, unknown)).toBeNull();
  const mails = services.database.system
    .selectFrom("mails")
    .select("id")
    .where("kind", "=", "waitlist-joined");
  expect(await mails.where("recipient", "=", "ant@example.com").execute()).toHaveLength(1);
});

test("who waits takes themselves off by the mailed link, invitation and all; who has an account does not", async () => {
  await joinWaitlist(visit, { email: "cow@example.com" });
  const id = (await entryOf("cow@example.com"))?.id ?? "";
  const token = await invite("cow@example.com");
  expect(await withdrawFromWaitlist(services, id)).toBe(true);
  expect(await entryOf("cow@example.com")).toBeUndefined();
  await expect(enter("cow@example.com", token)).rejects.toMatchObject({ code: "signup_closed" });
  const joined = (await entryOf("ant@example.com"))?.id ?? "none";
  for (const other of [id, joined, "nothing"]) {
    expect(await withdrawFromWaitlist(services, other)).toBe(false);
  }
});

test("an invitation ends; the list is for instance admins, where it is kept", async () => {
  await joinWaitlist(visit, { email: "gnu@example.com" });
  const token = await invite("gnu@example.com");
  await services.database.system
    .updateTable("waitlistEntries")
    .set({ inviteExpiresAt: new Date(Date.now() - 1_000).toISOString() })
    .where("email", "=", "gnu@example.com")
    .execute();
  await expect(enter("gnu@example.com", token)).rejects.toMatchObject({ code: "signup_closed" });
  const stranger = await testPerson(open, "stranger");
  await expect(listWaitlist(stranger.context, {})).rejects.toMatchObject({ code: "forbidden" });
  await expect(inviteFromWaitlist(stranger.context, { ids: [] })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(joinWaitlist(testVisit(open), { email: "x@example.com" })).rejects.toMatchObject({
    code: "signup_closed",
  });
});

test("S20: where addresses have to be confirmed, a free and a known one get one answer, and a mail each", async () => {
  const strict = testVisit(withParts(open, { settings: testSettings({ requiresVerifiedEmail: true }) }));
  await testPerson(open, "known");
  for (const name of ["known", "unknown"]) {
    expect(await signUpByMail(strict, { email: `${name}@example.com`, password: testPassword })).toBeNull();
  }
  const kindsTo = async (name: string) => {
    const mails = await open.database.system
      .selectFrom("mails")
      .select("kind")
      .where("recipient", "=", `${name}@example.com`)
      .orderBy("id")
      .execute();
    return mails.map(({ kind }) => kind);
  };
  // The answer comes before them.
  await expect.poll(() => kindsTo("known")).toEqual(["email-verification", "account-exists"]);
  await expect.poll(() => kindsTo("unknown")).toEqual(["email-verification"]);
  const sessions = () =>
    open.database.system
      .selectFrom("loginSessions")
      .innerJoin("users", "users.id", "loginSessions.userId")
      .select("loginSessions.id")
      .where("users.email", "=", "unknown@example.com")
      .execute();
  await expect.poll(sessions).toEqual([]);
});

test("the version of the terms is kept that somebody took; who took none of now is asked", async () => {
  const { context } = await testPerson(open, "hen");
  const mustAccept = async (asked: Context) => (await currentAccount(asked)).user.termsToAccept;
  const version = (await mustAccept(context)) ?? "";
  expect(version).not.toBe("");
  await expect(acceptTerms(context, { version: "1999" })).rejects.toMatchObject({ code: "conflict" });
  await acceptTerms(context, { version });
  expect(await mustAccept(context)).toBeNull();
  const { token } = await signUp(testVisit(open), {
    ...{ email: "ibex@example.com", password: testPassword },
    terms: version,
  });
  expect(await mustAccept(await contextOf(testVisit(open), token))).toBeNull();
});
