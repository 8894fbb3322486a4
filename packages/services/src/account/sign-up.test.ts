import { describe, expect, test } from "vitest";
import { createAccountAsOperator } from "../admin/index.ts";
import { openTestServices, testSettings } from "../testing/open-test-services.ts";
import { auditActions, contextOf, testPassword, testVisit } from "../testing/people.ts";
import { currentAccount } from "./current.ts";
import { signUp } from "./sign-up.ts";

const input = (name: string, more = {}) => ({
  email: `${name}@example.com`,
  password: testPassword,
  ...more,
});

describe("on loopback", async () => {
  const { services } = await openTestServices();
  const visit = testVisit(services);

  test("of many who sign up first at once, exactly one owns the instance; all own their organization", async () => {
    const people = await Promise.all(
      ["ada", "bob", "cleo", "dan"].map((name) => signUp(visit, input(name, { name }))),
    );
    const accounts = await Promise.all(
      people.map(async ({ token }) => currentAccount(await contextOf(visit, token))),
    );
    expect(accounts.filter(({ user }) => user.isInstanceAdmin)).toHaveLength(1);
    expect(accounts.map(({ role }) => role)).toEqual(["owner", "owner", "owner", "owner"]);
    expect(new Set(people.map(({ organizationId }) => organizationId)).size).toBe(4);
    expect(accounts[0]).toMatchObject({
      user: { email: "ada@example.com", name: "ada", preferences: {} },
      organization: { name: "ada", plan: "self_hosted" },
      via: "user",
    });
    for (const { organizationId } of people) {
      expect(await auditActions(services, organizationId)).toEqual(["account.sign_up"]);
    }
  });

  test("an organization without a given name is called after the mail address", async () => {
    const { token } = await signUp(visit, input("eve.m"));
    expect(await currentAccount(await contextOf(visit, token))).toMatchObject({
      user: { name: null },
      organization: { name: "eve.m" },
    });
  });

  test("S20: a known mail address is answered without saying so, and leaves nothing behind", async () => {
    const before = await services.database.system.selectFrom("organizations").select("id").execute();
    await expect(signUp(visit, input("ada"))).rejects.toMatchObject({
      code: "conflict",
      message: "That did not work. If you have an account, log in instead.",
    });
    const after = await services.database.system.selectFrom("organizations").select("id").execute();
    expect(after).toHaveLength(before.length);
  });

  test("S20: whoever tries mail addresses through is stopped, others sign up on", async () => {
    const prober = testVisit(services, { address: "203.0.113.9" });
    for (let tries = 0; tries < 10; tries++) {
      await expect(signUp(prober, input("ada"))).rejects.toMatchObject({ code: "conflict" });
    }
    await expect(signUp(prober, input("new-here"))).rejects.toMatchObject({
      code: "rate_limited",
      retryAfterSeconds: expect.any(Number),
    });
    await signUp(testVisit(services, { address: "203.0.113.10" }), input("new-here"));
  });

  test("of a flood from one address a part becomes accounts, and others sign up on", async () => {
    const flood = testVisit(services, { address: "203.0.113.77" });
    const hash = async () => "nobody logs in with it";
    const made = await Promise.allSettled(
      Array.from({ length: 60 }, (_, place) => signUp(flood, input(`flood-${place}`), { hash })),
    );
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(40);
    await signUp(testVisit(services, { address: "203.0.113.78" }), input("not-flood"));
  });

  test("no table holds the password or the login token", async () => {
    const { token } = await signUp(visit, input("seeded", { password: "seeded-secret-1234" }));
    const dump = JSON.stringify(
      await Promise.all(
        (["users", "loginSessions", "auditEntries", "loginAttempts"] as const).map((table) =>
          services.database.system.selectFrom(table).selectAll().execute(),
        ),
      ),
    );
    expect(dump).toContain("seeded@example.com");
    expect(dump).not.toContain("seeded-secret-1234");
    expect(dump).not.toContain(token);
  });
});

describe("with an owner code", async () => {
  const { services } = await openTestServices({ settings: testSettings({ ownerCode: "K7QM-2RTX" }) });
  const visit = testVisit(services);
  const isAdmin = async (token: string) => (await contextOf(visit, token)).actor.isInstanceAdmin;

  test("the first account without it is ordinary, a wrong one is refused, the right one owns the instance once", async () => {
    expect(await isAdmin((await signUp(visit, input("stranger"))).token)).toBe(false);
    await expect(signUp(visit, input("ada", { ownerCode: "K7QM-2RTY" }))).rejects.toMatchObject({
      code: "owner_code_required",
    });
    expect(await isAdmin((await signUp(visit, input("ada", { ownerCode: " K7QM-2RTX" }))).token)).toBe(true);
    expect(await isAdmin((await signUp(visit, input("bob", { ownerCode: "K7QM-2RTX" }))).token)).toBe(false);
  });
});

describe.each(["closed", "waitlist"] as const)("with sign-up %s", async (signup) => {
  const { services } = await openTestServices({ settings: testSettings({ signup }) });
  const visit = testVisit(services);

  test("the first account is made, the next is told whom to ask, known or not", async () => {
    const { token } = await signUp(visit, input("ada"));
    expect((await contextOf(visit, token)).actor.isInstanceAdmin).toBe(true);
    for (const name of ["ada", "bob"]) {
      await expect(signUp(visit, input(name))).rejects.toMatchObject({
        code: "signup_closed",
        message: "Sign-up is closed. Ask the owner of this instance for an account.",
        next: expect.stringContaining(signup === "closed" ? "patchops setup --email" : "waitlist"),
      });
    }
    await createAccountAsOperator(services, input("bob"));
  });
});

describe("closed and with an owner code", async () => {
  const { services } = await openTestServices({
    settings: testSettings({ signup: "closed", ownerCode: "K7QM-2RTX" }),
  });

  test("nobody but the holder of the code signs up first", async () => {
    const visit = testVisit(services);
    await expect(signUp(visit, input("stranger"))).rejects.toMatchObject({ code: "owner_code_required" });
    await signUp(visit, input("ada", { ownerCode: "K7QM-2RTX" }));
  });
});
