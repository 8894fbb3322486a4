import {
  accessOf,
  impersonatedVerbs,
  newId,
  type Role,
  reachesRole,
  roleScopes,
  roles,
  scopes,
  verbAccess,
} from "@patchops/contract";
import { expect, test } from "vitest";
import { z } from "zod";
import { openTestApi } from "./testing/open-test-api.ts";
import { procedures as allProcedures, type Procedure } from "./testing/procedures.ts";
import { sampleInput } from "./testing/sample-input.ts";

const api = await openTestApi();
const owner = await api.person("ada");

/** Those that an actor may ask for. */
const procedures = allProcedures.filter(({ isPublic, isOperators }) => !isPublic && !isOperators);
const asked = procedures.filter(({ type }) => type !== "subscription");

/** Every procedure that somebody may be refused by their role, for each role that it refuses. */
const refusals = asked.flatMap((procedure) =>
  roles
    .filter((role) => !reachesRole(role, accessOf(verbOf(procedure.path)).role))
    .map((role) => ({ ...procedure, role })),
);

function verbOf(path: string): keyof typeof verbAccess {
  const verb = Object.keys(verbAccess).find((name) => name === path);
  if (verb === undefined) throw new Error(`${path} does not stand in the table of verbs`);
  return verb as keyof typeof verbAccess;
}

function be(role: Role, changes: Partial<typeof owner> = {}) {
  api.be({
    actor: {
      ...owner,
      kind: "user",
      apiKeyId: null,
      loginSessionId: "session",
      isInstanceAdmin: false,
      role,
      scopes: roleScopes[role],
      ...changes,
    },
  });
}

function ask({ path, type, inputs: [schema] }: Procedure) {
  const input = schema instanceof z.ZodType ? sampleInput(schema) : undefined;
  if (path === "tool.invokeAndWait") return askStream(path, input);
  return type === "mutation" ? api.mutate(path, input) : api.query(path, input);
}

/** Of a procedure that answers in parts (tRPC's batch stream link); it is refused in the first. */
async function askStream(path: string, input: unknown) {
  const response = await fetch(`${api.url}/${path}?batch=1`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/jsonl" },
    body: JSON.stringify({ 0: input }),
  });
  const text = await response.text();
  const error = [/"code":"(\w+)"/, /"httpStatus":(\d+)/].map((part) => part.exec(text)?.[1]);
  return { status: Number(error[1]), error: { code: error[0] }, text };
}

test("every procedure that an actor may ask for stands in the table of verbs", () => {
  const missing = procedures.filter(({ path }) => !(path in verbAccess)).map(({ path }) => path);
  expect(missing).toEqual([]);
});

test.each(refusals)("$path refuses a $role, and says who may", async (procedure) => {
  be(procedure.role);
  const answer = await ask(procedure);
  const { role } = accessOf(verbOf(procedure.path));
  expect([answer.status, answer.error?.code, answer.text]).toEqual([
    403,
    "forbidden",
    expect.stringContaining(`"role":"${role}"`),
  ]);
});

test.each(asked)(
  "$path refuses a key that lacks what it needs, whatever its person may",
  async (procedure) => {
    const { scope, isInstanceAdmin } = accessOf(verbOf(procedure.path));
    if (scope === "any") return;
    const without = scopes.filter((each) => each !== scope);
    be("owner", {
      kind: "api_key",
      apiKeyId: newId(),
      loginSessionId: null,
      isInstanceAdmin: isInstanceAdmin === true,
      scopes: without,
    });
    const answer = await ask(procedure);
    expect([answer.status, answer.error?.code]).toEqual([
      403,
      scope === null ? "forbidden" : "insufficient_scope",
    ]);
  },
);

test("what operates the instance refuses the owners of organizations", async () => {
  const operating = asked.filter(({ path }) => accessOf(verbOf(path)).isInstanceAdmin);
  expect(operating.length).toBeGreaterThan(2);
  for (const procedure of operating) {
    be("owner");
    expect((await ask(procedure)).error, procedure.path).toMatchObject({
      code: "forbidden",
      message: "Only an instance admin may do this.",
    });
  }
});

test("who looks as somebody else changes nothing: every mutation is refused, and what is let through only reads", async () => {
  const impersonation = { id: newId(), adminId: newId(), by: "ann@example.com", reason: "x", endsAt: "" };
  const own = ["account.endImpersonation", "account.logOut"];
  for (const procedure of asked.filter(({ type, path }) => type === "mutation" && !own.includes(path))) {
    be("owner", { impersonation });
    const { status, error } = await ask(procedure);
    expect([procedure.path, status, error?.code]).toEqual([procedure.path, 403, "forbidden"]);
  }
  const mutations = procedures.filter(({ type }) => type === "mutation").map(({ path }) => path);
  expect(mutations.filter((path) => impersonatedVerbs.has(verbOf(path))).toSorted()).toEqual(own);
});

test("roles have the scopes that they had from the table", () => {
  expect(roleScopes).toEqual({
    owner: scopes,
    admin: scopes,
    member: scopes.filter((scope) => !["policies:manage", "organization:manage"].includes(scope)),
    viewer: ["tools:read", "usage:read", "data:export"],
  });
});
