import { newId, roleScopes } from "@patchops/contract";
import { expect, test } from "vitest";
import { z } from "zod";
import { openTestApi } from "./testing/open-test-api.ts";
import { procedures } from "./testing/procedures.ts";
import { sampleInput } from "./testing/sample-input.ts";

const api = await openTestApi();
const person = await api.person("ada");
const other = await api.person("bob");

/** Fields that are not a user's to set, whatever the procedure. */
const forged = {
  isInstanceAdmin: true,
  is_instance_admin: true,
  status: "active",
  plan: "enterprise",
  price: 0,
  quota: 1e9,
  used: 0,
  userId: other.userId,
  actor: { ...other, isInstanceAdmin: true },
  organizationId: other.organizationId,
  isService: false,
  passwordHash: "x",
  signature: "x",
};

const mutations = procedures.filter(({ type, isOperators }) => type === "mutation" && !isOperators);

/** What decides over what somebody may do and has to pay. */
async function standing() {
  const { system } = api.services.database;
  return {
    users: await system
      .selectFrom("users")
      .select(["id", "isInstanceAdmin", "status", "passwordHash"])
      .where("id", "in", [person.userId, other.userId])
      .orderBy("id")
      .execute(),
    admins: await system.selectFrom("users").select("id").where("isInstanceAdmin", "=", true).execute(),
    plans: await system.selectFrom("organizations").select(["id", "plan"]).orderBy("id").execute(),
    members: await system
      .selectFrom("members")
      .selectAll()
      .where("userId", "in", [person.userId, other.userId])
      .orderBy("userId")
      .execute(),
    keys: await system
      .selectFrom("apiKeys")
      .select("id")
      .where("organizationId", "=", other.organizationId)
      .execute(),
    periods: await system.selectFrom("usagePeriods").selectAll().execute(),
  };
}

test("S38: role, plan, status, price and quota sent along with any mutation change nothing", async () => {
  api.be({
    actor: {
      ...person,
      kind: "user",
      apiKeyId: null,
      loginSessionId: newId(),
      isInstanceAdmin: false,
      role: "member",
      scopes: roleScopes.member,
    },
  });
  const before = await standing();
  expect(mutations.length).toBeGreaterThan(40);
  for (const { path, inputs } of mutations) {
    // Each in its turn, else a new organization or a way in would be what the next is about.
    const [schema] = inputs;
    const given = schema instanceof z.ZodType ? sampleInput(schema) : undefined;
    const input = given !== null && typeof given === "object" ? { ...forged, ...given } : forged;
    await api.mutate(path, input);
    const after = await standing();
    const known = new Set(before.plans.map(({ id }) => id));
    after.plans = after.plans.filter(({ id, plan }) => known.has(id) || plan !== "self_hosted");
    after.members = after.members.filter(({ organizationId }) => known.has(organizationId));
    expect(after, path).toEqual(before);
  }
});
