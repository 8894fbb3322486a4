import { gitHubLogin, googleLogin, type ProviderFetch } from "@patchops/auth";
import type { StartProviderLoginInput } from "@patchops/contract";
import { type LoginStandIn, standInApp, startLoginStandIn } from "@patchops/testing";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { Services, Visit } from "../../context.ts";
import { resolveLoginSession } from "../../session/index.ts";
import { openTestServices, testSettings, withParts } from "../../testing/open-test-services.ts";
import {
  asApiKey,
  auditActions,
  contextOf,
  testPassword,
  testPerson,
  testVisit,
} from "../../testing/people.ts";
import { changePassword } from "../change-password.ts";
import {
  confirmPendingLink,
  finishProviderLogin,
  linkedLogins,
  pendingLink,
  startProviderLogin,
  unlinkLogin,
} from "./index.ts";
import { ownPath } from "./own-path.ts";

const opened = await openTestServices();
const [gitHub, google] = await Promise.all([startLoginStandIn("github"), startLoginStandIn("google")]);
afterAll(() => Promise.all([gitHub.close(), google.close()]));
const fetchPlainly: ProviderFetch = (url, init) => fetch(url, { ...init, redirect: "manual" });
const app = (standIn: LoginStandIn, id: string) => ({
  ...standInApp,
  issuer: standIn.url,
  redirectUri: `http://127.0.0.1:3000/oauth/login/${id}`,
});
const services = withParts(opened.services, {
  loginProviders: [
    gitHubLogin(app(gitHub, "github"), fetchPlainly),
    googleLogin(app(google, "google"), fetchPlainly),
  ],
});
let lastId = 100;
let lastByte = 0;
/** An address that no other test was limited by. */
const newVisit = (on: Services = services) => testVisit(on, { address: `198.51.100.${++lastByte}` });

beforeEach(() => {
  lastId += 1;
  for (const standIn of [gitHub, google]) {
    standIn.user = {
      id: lastId,
      login: "u",
      name: `User ${lastId}`,
      email: `u${lastId}@example.com`,
      isVerified: true,
    };
    standIn.claims = (claims) => claims;
    standIn.signsRightly = true;
    standIn.iss = standIn.url;
  }
});

/** A browser: it keeps the cookie that binds logins to it. */
function browser(visit: Visit = newVisit(), loginSessionId: string | null = null) {
  let cookieHeader: string | undefined;
  const self = {
    cookie: () => cookieHeader,
    async start(input: StartProviderLoginInput) {
      const { url, cookie } = await startProviderLogin(visit, input, { cookieHeader, loginSessionId });
      cookieHeader = cookie.split(";")[0];
      return url;
    },
    async finish(provider: string, returned: URL) {
      const { path, cookies } = await finishProviderLogin(visit, {
        provider,
        parameters: returned.searchParams,
        cookieHeader,
        loginSessionId,
      });
      return { path, cookie: cookies[0] ?? null };
    },
    async logIn(provider: "github" | "google", more: Partial<StartProviderLoginInput> = {}) {
      const url = await self.start({ provider, ...more });
      return self.finish(provider, (provider === "github" ? gitHub : google).agree(url));
    },
  };
  return self;
}

const tokenOf = (cookie: string | null) => /patchops=(\w+)/.exec(cookie ?? "")?.[1] ?? "";
async function whoIs(cookie: string | null, visit = newVisit()) {
  const login = await resolveLoginSession(visit, tokenOf(cookie));
  return login?.actor ?? null;
}

describe.each(["github", "google"] as const)("login by %s", (provider) => {
  const standIn = provider === "github" ? gitHub : google;

  test("somebody new gets an account without a password, and is themselves the next time", async () => {
    const first = await browser().logIn(provider, { next: "/tools?x=1" });
    expect(first.path).toBe("/tools?x=1");
    const actor = await whoIs(first.cookie);
    const second = await browser().logIn(provider);
    expect((await whoIs(second.cookie))?.userId).toBe(actor?.userId);
    expect(tokenOf(second.cookie)).not.toBe(tokenOf(first.cookie));
    // The mail address may change hands; the account at the provider does not.
    standIn.user = { ...standIn.user, email: `moved${lastId}@example.com` };
    expect((await whoIs((await browser().logIn(provider)).cookie))?.userId).toBe(actor?.userId);
    const actions = await auditActions(services, actor?.organizationId ?? "");
    // Each time a browser that is not known.
    expect(actions.filter((action) => action !== "account.new_device")).toEqual([
      "account.sign_up",
      "account.log_in",
      "account.log_in",
    ]);
    const [asked] = standIn.asked.slice(-1);
    expect(asked?.get("code_challenge_method")).toBe("S256");
    expect(asked?.get("nonce") === null).toBe(provider === "github");
  });

  test("S12: a state that is missing, foreign, used, too old, or of another browser or provider trades no code", async () => {
    const one = browser();
    const url = await one.start({ provider });
    const returned = standIn.agree(url);
    const before = standIn.trades;
    const expired = { path: "/login?problem=expired", cookie: null };
    const other = browser();
    await other.start({ provider });
    expect(await other.finish(provider, returned)).toEqual(expired);
    expect(await browser().finish(provider, returned)).toEqual(expired);
    expect(await one.finish(provider === "github" ? "google" : "github", returned)).toEqual(expired);
    const without = new URL(returned);
    without.searchParams.delete("state");
    expect(await one.finish(provider, without)).toEqual(expired);
    without.searchParams.set("state", "A".repeat(43));
    expect(await one.finish(provider, without)).toEqual(expired);
    expect(standIn.trades).toBe(before);
    expect((await one.finish(provider, returned)).cookie).not.toBeNull();
    expect(await one.finish(provider, returned)).toEqual(expired);

    const late = browser();
    const lateReturn = standIn.agree(await late.start({ provider }));
    await services.database.transaction((trx) =>
      trx
        .updateTable("providerLogins")
        .set({ expiresAt: new Date(Date.now() - 1).toISOString() })
        .execute(),
    );
    const trades = standIn.trades;
    expect(await late.finish(provider, lateReturn)).toEqual(expired);
    expect(standIn.trades).toBe(trades);
  });

  test("an unverified mail address makes no account; a refusal and a provider that is away are told", async () => {
    standIn.user = { ...standIn.user, isVerified: false };
    expect(await browser().logIn(provider)).toEqual({
      path: "/login?problem=no_verified_email",
      cookie: null,
    });
    const one = browser();
    const denied = standIn.agree(await one.start({ provider }));
    denied.searchParams.delete("code");
    denied.searchParams.set("error", "access_denied");
    expect((await one.finish(provider, denied)).path).toBe("/login?problem=cancelled");
    const two = browser();
    const forged = standIn.agree(await two.start({ provider }));
    forged.searchParams.set("code", "forged");
    expect((await two.finish(provider, forged)).path).toBe("/login?problem=refused");
  });

  test("an equal mail address links nothing: the account's password is asked, once", async () => {
    const victim = await testPerson(services, `victim-${provider}`);
    standIn.user = { ...standIn.user, email: victim.email };
    const visit = newVisit();
    const one = browser(visit);
    const { path, cookie } = await one.logIn(provider, { next: "/usage" });
    expect([path, cookie]).toEqual(["/login?link=1", null]);
    expect(await pendingLink(visit, one.cookie())).toEqual({ provider, email: victim.email });
    // Another browser has nothing that waits.
    expect(await pendingLink(visit, browser().cookie())).toBeNull();
    await expect(confirmPendingLink(visit, { password: testPassword }, undefined)).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(confirmPendingLink(visit, { password: "wrong" }, one.cookie())).rejects.toMatchObject({
      code: "invalid_credentials",
    });
    expect((await browser().logIn(provider)).cookie).toBeNull();
    const linked = await confirmPendingLink(visit, { password: testPassword }, one.cookie());
    expect([linked.userId, linked.path]).toEqual([victim.userId, "/usage"]);
    expect((await whoIs((await browser().logIn(provider)).cookie))?.userId).toBe(victim.userId);
    expect(await auditActions(services, victim.organizationId)).toContain("account.link_login");
    await expect(confirmPendingLink(visit, { password: testPassword }, one.cookie())).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("a link that fails logs nobody in", async () => {
    const victim = await testPerson(services, `twice-${provider}`);
    standIn.user = { ...standIn.user, email: victim.email };
    const visit = newVisit();
    const [first, second] = [browser(visit), browser(visit)];
    await first.logIn(provider);
    standIn.user = { ...standIn.user, id: standIn.user.id + 1_000 };
    await second.logIn(provider);
    await confirmPendingLink(visit, { password: testPassword }, first.cookie());
    const sessions = () =>
      services.database.system
        .selectFrom("loginSessions")
        .where("userId", "=", victim.userId)
        .select("id")
        .execute();
    const before = await sessions();
    await expect(
      confirmPendingLink(visit, { password: testPassword }, second.cookie()),
    ).rejects.toMatchObject({ code: "conflict" });
    expect(await sessions()).toEqual(before);
    expect(await pendingLink(visit, second.cookie())).not.toBeNull();
  });

  test("who is logged in links by being there, and unlinks; never the last way in", async () => {
    const person = await testPerson(services, `linker-${provider}`);
    const visit = newVisit();
    const session = person.context.actor.loginSessionId;
    const { path } = await browser(visit, session).logIn(provider);
    expect(path).toBe(`/settings/profile?linked=${provider}`);
    expect(await linkedLogins(person.context)).toMatchObject({
      hasPassword: true,
      linked: [{ provider, email: standIn.user.email }],
      available: [provider === "github" ? "google" : "github"],
    });
    await expect(linkedLogins(asApiKey(person.context))).rejects.toMatchObject({ code: "forbidden" });
    // The same account for somebody else, and another one for the same person.
    const other = await testPerson(services, `other-${provider}`);
    const taken = await browser(visit, other.context.actor.loginSessionId).logIn(provider);
    expect(taken.path).toBe("/settings/profile?problem=linked_elsewhere");
    standIn.user = { ...standIn.user, id: 900_000 + lastId };
    expect((await browser(visit, session).logIn(provider)).path).toContain("linked_elsewhere");
    // Begun while logged in, ended by whoever came after.
    const begun = browser(visit, session);
    const returned = standIn.agree(await begun.start({ provider }));
    const later = await finishProviderLogin(visit, {
      provider,
      parameters: returned.searchParams,
      cookieHeader: begun.cookie(),
      loginSessionId: other.context.actor.loginSessionId,
    });
    expect(later.path).toBe("/login?problem=expired");
    await unlinkLogin(person.context, { provider });
    expect((await linkedLogins(person.context)).linked).toEqual([]);
    await expect(unlinkLogin(person.context, { provider })).rejects.toMatchObject({ code: "not_found" });
    expect((await auditActions(services, person.organizationId)).slice(-2)).toEqual([
      "account.link_login",
      "account.unlink_login",
    ]);

    standIn.user = { ...standIn.user, id: 910_000 + lastId, email: `only${lastId}@example.com` };
    const { cookie } = await browser().logIn(provider);
    const only = await contextOf(visit, tokenOf(cookie));
    await expect(unlinkLogin(only, { provider })).rejects.toMatchObject({ code: "conflict" });
    await expect(
      changePassword(only, { currentPassword: "x", newPassword: "a new long password" }),
    ).rejects.toMatchObject({ code: "conflict", next: expect.stringContaining("/forgot-password") });
  });

  test("sign-up modes are obeyed; a suspended account stays out", async () => {
    const closed = withParts(services, { settings: testSettings({ signup: "closed" }) });
    const refused = await browser(newVisit(closed)).logIn(provider);
    expect(refused).toEqual({ path: "/login?problem=signup_closed", cookie: null });
    const actor = await whoIs((await browser().logIn(provider)).cookie);
    expect((await browser(newVisit(closed)).logIn(provider)).cookie).not.toBeNull();
    await services.database.transaction((trx) =>
      trx
        .updateTable("users")
        .set({ status: "suspended" })
        .where("id", "=", actor?.userId ?? "")
        .execute(),
    );
    expect((await browser().logIn(provider)).cookie).toBeNull();
  });
});

describe("S13: Google's answer", () => {
  test.each<[string, () => void]>([
    ["another issuer beside the code", () => (google.iss = "https://evil.example")],
    ["its issuer written otherwise", () => (google.iss = `${google.url}/`)],
    ["no issuer where it promises one", () => (google.iss = null)],
  ])("%s trades no code", async (_, change) => {
    change();
    const before = google.trades;
    expect((await browser().logIn("google")).path).toBe("/login?problem=refused");
    expect(google.trades).toBe(before);
  });

  test.each<[string, () => void]>([
    ["another issuer", () => (google.claims = (claims) => ({ ...claims, iss: "https://evil.example" }))],
    ["another audience", () => (google.claims = (claims) => ({ ...claims, aud: "somebody" }))],
    ["another nonce", () => (google.claims = (claims) => ({ ...claims, nonce: "x" }))],
    ["no nonce", () => (google.claims = ({ nonce: _nonce, ...claims }) => claims)],
    ["an end that is past", () => (google.claims = (claims) => ({ ...claims, exp: 1_000 }))],
    ["a signature of another key", () => (google.signsRightly = false)],
  ])("an id token with %s logs nobody in", async (_, change) => {
    change();
    expect(await browser().logIn("google")).toEqual({ path: "/login?problem=refused", cookie: null });
  });
});

test("S14: no page but our own follows a login", () => {
  const ours = "https://patchops.example";
  for (const next of [
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/login?next=/x",
    "x",
    "/..//evil.example",
  ]) {
    expect(ownPath(next, ours), next).toBeNull();
  }
  expect(ownPath("/%2f%2fevil.example", ours)).toBe("/%2f%2fevil.example");
  expect(ownPath("/tools?a=1#b", ours)).toBe("/tools?a=1#b");
});

test("the first account owns an instance by its code alone; a wrong code is refused before anybody leaves", async () => {
  const fresh = (await openTestServices()).services;
  const guarded = withParts(fresh, {
    loginProviders: services.loginProviders,
    settings: testSettings({ signup: "closed", ownerCode: "12345678" }),
  });
  await expect(
    browser(newVisit(guarded)).start({ provider: "github", ownerCode: "0" }),
  ).rejects.toMatchObject({
    code: "owner_code_required",
  });
  const without = await browser(newVisit(guarded)).logIn("github");
  expect(without.path).toBe("/login?problem=owner_code_required");
  const visit = newVisit(guarded);
  const { cookie } = await browser(visit).logIn("github", { ownerCode: "12345678" });
  expect(await whoIs(cookie, visit)).toMatchObject({ isInstanceAdmin: true });
});

test("an address begins 60 logins in a quarter of an hour, no more; nothing that was stored logs anybody in", async () => {
  const one = browser();
  for (let count = 0; count < 60; count += 1) await one.start({ provider: "github" });
  await expect(one.start({ provider: "github" })).rejects.toMatchObject({ code: "rate_limited" });
  const rows = await services.database.system.selectFrom("providerLogins").selectAll().execute();
  const cookie = one.cookie()?.split("=")[1] ?? "";
  expect(cookie).toHaveLength(43);
  expect(JSON.stringify(rows)).not.toContain(cookie);
  expect(JSON.stringify(opened.lines)).not.toMatch(/stand-in-secret|code_verifier/);
});
