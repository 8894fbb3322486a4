import { openIdLogin } from "@patchops/auth";
import {
  type LoginStandIn,
  signInByHand,
  standInApp,
  startAuthorizationServer,
  startLoginStandIn,
} from "@patchops/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { suspendAccount } from "../../admin/index.ts";
import { createApiKey, resolveApiKey } from "../../apikey/index.ts";
import type { Services } from "../../context.ts";
import { listNotifications } from "../../notification/index.ts";
import { switchOrganization } from "../../organization/index.ts";
import { resolveLoginSession } from "../../session/index.ts";
import {
  addDomain,
  checkDomains,
  getSingleSignOn,
  removeDomain,
  setSingleSignOn,
  verifyDomain,
} from "../../singlesignon/index.ts";
import { openTestServices, testSettings, withParts } from "../../testing/open-test-services.ts";
import {
  auditActions,
  auditEntries,
  contextOf,
  type TestPerson,
  testMember,
  testPassword,
  testPerson,
  testVisit,
} from "../../testing/people.ts";
import { logIn, suspensionOf } from "../index.ts";
import { finishSingleSignOn, startSingleSignOn } from "./index.ts";

const records = new Map<string, string[]>();
/** What the name service answers instead. */
let nameServiceFault: string | null = null;
const opened = await openTestServices();
const services: Services = withParts(opened.services, {
  settings: testSettings({ signup: "closed" }),
  singleSignOn: {
    open: (client) =>
      openIdLogin(client, (url, init) => fetch(url, init), { id: "sso", trustsSilence: true }),
    resolveTxt: async (name) => {
      if (nameServiceFault !== null) throw Object.assign(new Error(name), { code: nameServiceFault });
      return records.get(name) ?? [];
    },
  },
});
const domain = "corp.example";
let idp: LoginStandIn;
let owner: TestPerson;
let root: TestPerson;

beforeAll(async () => {
  idp = await startLoginStandIn("google");
  // The first one operates the instance.
  root = await testPerson(opened.services, "root");
  owner = await testPerson(opened.services, "owner");
  owner.context = { ...owner.context, services };
});
afterAll(() => idp.close());
beforeEach(() => {
  idp.user = { id: 7, login: "x", name: "Ann", email: `ann@${domain}`, isVerified: true };
  idp.claims = (claims) => claims;
  idp.signsRightly = true;
});

const configured = (isEnforced = false) =>
  setSingleSignOn(owner.context, { issuer: idp.url, ...standInApp, defaultRole: "viewer", isEnforced });

/** A whole login in a browser; answers where it ends. */
async function enter(email = idp.user.email, changes: (returned: URL) => void = () => undefined) {
  const visit = testVisit(services);
  const { url, cookie } = await startSingleSignOn(visit, { email, next: "/tools" }, undefined);
  expect(new URL(url).searchParams.get("login_hint")).toBe(email);
  const returned = idp.agree(url);
  changes(returned);
  const cookieHeader = cookie.split(";")[0];
  const finished = await finishSingleSignOn(visit, { parameters: returned.searchParams, cookieHeader });
  const again = await finishSingleSignOn(visit, { parameters: returned.searchParams, cookieHeader });
  expect(again.path).toBe("/login?problem=expired");
  const token = /^patchops=([^;]+)/.exec(finished.cookies[0] ?? "")?.[1] ?? "";
  return { path: finished.path, token };
}

test("a domain counts once its record is seen, for one organization alone; the secret is in no answer", async () => {
  await expect(configured(true)).rejects.toMatchObject({ code: "conflict" });
  const { domains, redirectUrl } = await addDomain(owner.context, { domain });
  expect(redirectUrl).toBe("http://127.0.0.1:3000/oauth/login/sso");
  await expect(
    startSingleSignOn(testVisit(services), { email: `ann@${domain}` }, undefined),
  ).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(verifyDomain(owner.context, { domain })).rejects.toMatchObject({ code: "conflict" });
  const { name = "", value = "" } = domains[0]?.record ?? {};
  records.set(name, ["other", value]);
  expect((await verifyDomain(owner.context, { domain })).domains).toMatchObject([{ verifiedBy: "dns" }]);
  const set = await configured();
  expect(JSON.stringify([set, await getSingleSignOn(owner.context)])).not.toContain(standInApp.clientSecret);
  const rows = await services.database.withOrganization(owner.organizationId, (trx) =>
    trx.selectFrom("singleSignOn").selectAll().execute(),
  );
  expect(JSON.stringify(rows)).not.toContain(standInApp.clientSecret);

  const stranger = await testPerson(opened.services, "stranger");
  const context = { ...stranger.context, services };
  const theirs = await addDomain(context, { domain });
  records.set(name, [value, theirs.domains[0]?.record.value ?? ""]);
  await expect(verifyDomain(context, { domain })).rejects.toMatchObject({ code: "conflict" });
});

test("whom the provider vouches for joins with the default role, though sign-up is closed, and comes again", async () => {
  const first = await enter();
  expect(first.path).toBe("/tools");
  const { actor } = await contextOf(testVisit(services), first.token);
  expect(actor).toMatchObject({
    organizationId: owner.organizationId,
    role: "viewer",
    isInstanceAdmin: false,
  });
  const second = await enter();
  expect((await contextOf(testVisit(services), second.token)).actor.userId).toBe(actor.userId);
  const audited = await auditEntries(services, owner.organizationId);
  expect(audited.map(({ action }) => action)).toEqual(
    expect.arrayContaining(["single_sign_on.set", "single_sign_on.verify_domain", "single_sign_on.join"]),
  );
  expect(audited.find(({ action }) => action === "single_sign_on.set")).toMatchObject({
    data: { hasNewSecret: true },
    before: { defaultRole: null },
    after: { defaultRole: "viewer" },
  });
});

test("an address of another domain, a forged token, an unverified address and another browser enter nowhere", async () => {
  idp.user = { ...idp.user, id: 8, email: "ann@gmail.example" };
  expect(await enter(`ann@${domain}`)).toEqual({ path: "/login?problem=sso_domain", token: "" });
  idp.user = { ...idp.user, email: `ann@${domain}`, isVerified: false };
  expect(await enter()).toEqual({ path: "/login?problem=sso_domain", token: "" });
  idp.user = { ...idp.user, isVerified: true };
  idp.signsRightly = false;
  expect((await enter()).path).toBe("/login?problem=refused");
  idp.signsRightly = true;
  idp.claims = (claims) => ({ ...claims, aud: "another app" });
  expect((await enter()).path).toBe("/login?problem=refused");
  expect((await enter(undefined, (url) => url.searchParams.set("state", "forged"))).path).toBe(
    "/login?problem=expired",
  );
});

test("who operates the instance is nobody that an organization's provider may log in", async () => {
  const { userId } = root;
  await services.database.transaction((trx) =>
    trx
      .updateTable("users")
      .set({ email: `root@${domain}` })
      .where("id", "=", userId)
      .execute(),
  );
  idp.user = { ...idp.user, id: 9, email: `root@${domain}` };
  expect(await enter()).toEqual({ path: "/login?problem=refused", token: "" });
});

test("enforced, members enter by it alone, at once; owners keep another way in", async () => {
  const bob = await testMember(opened.services, owner, "bob", "member");
  await configured(true);
  expect(await resolveLoginSession(testVisit(services), bob.token)).toBeNull();
  expect(await resolveLoginSession(testVisit(services), owner.token)).not.toBeNull();
  // Bob has an organization of his own as well: his password still leads there, and no further.
  const own = await logIn(testVisit(services), { email: bob.email, password: testPassword });
  expect(own.organizationId).not.toBe(owner.organizationId);
  const context = await contextOf(testVisit(services), own.token);
  await expect(switchOrganization(context, { organizationId: owner.organizationId })).rejects.toMatchObject({
    code: "forbidden",
    details: { reason: "sso_required" },
  });
  const { token } = await enter();
  expect((await contextOf(testVisit(services), token)).actor.organizationId).toBe(owner.organizationId);
  await expect(removeDomain(owner.context, { domain })).rejects.toMatchObject({ code: "conflict" });
});

const userOf = async (token: string) => (await contextOf(testVisit(services), token)).actor.userId;

test("who is known by the provider's own id keeps the account when the address changes there, and gets nobody's", async () => {
  await configured();
  idp.user = { ...idp.user, id: 21, email: `cleo@${domain}` };
  const cleo = await userOf((await enter()).token);
  idp.user = { ...idp.user, id: 22, email: `dora@${domain}` };
  const dora = await userOf((await enter()).token);
  // Married, or moved to a domain that the organization has not named, or exchanged with somebody else's.
  for (const email of [`cleo.new@${domain}`, "cleo@elsewhere.example", `dora@${domain}`]) {
    idp.user = { ...idp.user, id: 21, email };
    expect(await userOf((await enter(`x@${domain}`)).token)).toBe(cleo);
  }
  // An address that was given to somebody new opens the old one's account to nobody.
  idp.user = { ...idp.user, id: 23, email: `dora@${domain}` };
  expect(await enter()).toEqual({ path: "/login?problem=sso_other_person", token: "" });
  idp.user = { ...idp.user, id: 22 };
  expect(await userOf((await enter()).token)).toBe(dora);
  // The account that was taken to an address elsewhere is out of the provider's reach.
  await services.database.transaction((trx) =>
    trx.updateTable("users").set({ email: "cleo@home.example" }).where("id", "=", cleo).execute(),
  );
  idp.user = { ...idp.user, id: 21, email: "cleo@home.example" };
  expect((await enter(`x@${domain}`)).path).toBe("/login?problem=sso_domain");
  idp.user = { ...idp.user, id: 21, email: `cleo@${domain}` };
  expect(await userOf((await enter()).token)).not.toBe(cleo);
});

test("a suspended person reads why, and may object", async () => {
  idp.user = { ...idp.user, id: 31, email: `sue@${domain}` };
  const userId = await userOf((await enter()).token);
  await suspendAccount(root.context, { userId, reason: "Mining" });
  const { path, token } = await enter();
  expect(token).toBe("");
  const ticket = /^\/login\?problem=suspended#appeal=(.+)$/.exec(path)?.[1] ?? "";
  expect(await suspensionOf(testVisit(services), { ticket })).toEqual({ reason: "Mining" });
});

test("who made an account with an address that nobody proved is out of it when the provider's person comes", async () => {
  const squatter = await testPerson(opened.services, "squatter");
  const email = `gus@${domain}`;
  const { userId } = squatter;
  const { system } = services.database;
  await system.updateTable("users").set({ email }).where("id", "=", userId).execute();
  const key = await createApiKey(squatter.context, { name: "Waiting", scopes: ["tools:read"] });
  idp.user = { ...idp.user, id: 33, email };
  const { token: gusToken } = await enter();
  expect((await contextOf(testVisit(services), gusToken)).actor).toMatchObject({
    userId,
    organizationId: owner.organizationId,
  });
  expect(await resolveLoginSession(testVisit(services), squatter.token)).toBeNull();
  await expect(logIn(testVisit(services), { email, password: testPassword })).rejects.toMatchObject({
    code: "invalid_credentials",
  });
  expect((await resolveApiKey(services, key.key)).ok).toBe(false);
  expect(await auditActions(services, squatter.organizationId)).toContain("account.take_over");
  // Only the first time: what the person adds is theirs.
  await enter();
  expect(await resolveLoginSession(testVisit(services), gusToken)).not.toBeNull();
});

test("with another client or provider people are found by their addresses anew", async () => {
  idp.user = { ...idp.user, id: 41, email: `fay@${domain}` };
  const fay = await userOf((await enter()).token);
  const real = await startAuthorizationServer({
    clients: [
      {
        client_id: "app",
        client_secret: "a secret of the app",
        redirect_uris: ["http://127.0.0.1:3000/oauth/login/sso"],
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
    account: { id: "fay", claims: { email: `fay@${domain}`, email_verified: true, name: "Fay" } },
  });
  const provider = { issuer: real.issuer, clientId: "app", clientSecret: "a secret of the app" };
  await setSingleSignOn(owner.context, { ...provider, defaultRole: "viewer" });
  const visit = testVisit(services);
  const enterByHand = async (answer: "allow" | "deny") => {
    const { url, cookie } = await startSingleSignOn(visit, { email: `fay@${domain}` }, undefined);
    const returned = await signInByHand(url, { redirectUri: "http://127.0.0.1:3000/", answer });
    const cookieHeader = cookie.split(";")[0];
    return finishSingleSignOn(visit, { parameters: returned.searchParams, cookieHeader });
  };
  expect((await enterByHand("deny")).path).toBe("/login?problem=cancelled");
  const { cookies } = await enterByHand("allow");
  expect(await userOf(/^patchops=([^;]+)/.exec(cookies[0] ?? "")?.[1] ?? "")).toBe(fay);
  real.fault({ iss: "http://127.0.0.1:1" });
  expect((await enterByHand("allow")).path).toBe("/login?problem=refused");
  await real.close();
  expect((await enterByHand("allow").catch((error) => error)).code).toBe("unavailable");
  await configured();
});

test("a domain whose record is gone is told of, and counts no more 3 days later; a silent name service has 14", async () => {
  const dayMs = 86_400_000;
  const inDays = (days: number) => checkDomains(services, Date.now() + days * dayMs);
  const isVerified = async () =>
    (await getSingleSignOn(owner.context)).domains.some(({ verifiedAt }) => verifiedAt !== null);
  const told = async () => {
    const { notifications } = await listNotifications(owner.context);
    return notifications.map(({ title }) => title);
  };
  const stood = new Map(records);
  await inDays(0);
  records.clear();
  await inDays(1);
  await inDays(2);
  expect(await told()).toEqual([`The record of ${domain} is gone`]);
  for (const [name, values] of stood) records.set(name, values);
  await inDays(3);
  records.clear();
  await inDays(5);
  expect(await isVerified()).toBe(true);
  expect(await told()).toHaveLength(2);
  nameServiceFault = "ESERVFAIL";
  await inDays(9);
  expect(await isVerified()).toBe(true);
  nameServiceFault = "ENOTFOUND";
  await inDays(9);
  expect(await isVerified()).toBe(false);
  expect((await told())[0]).toBe(`${domain} does not count any more`);
  await expect(
    startSingleSignOn(testVisit(services), { email: `ann@${domain}` }, undefined),
  ).rejects.toMatchObject({ code: "not_found" });
  expect((await auditActions(services, owner.organizationId)).at(-1)).toBe("single_sign_on.lose_domain");

  nameServiceFault = null;
  for (const [name, values] of stood) records.set(name, values);
  await verifyDomain(owner.context, { domain });
  nameServiceFault = "ETIMEOUT";
  await inDays(13);
  expect(await isVerified()).toBe(true);
  await inDays(15);
  expect(await isVerified()).toBe(false);
});
