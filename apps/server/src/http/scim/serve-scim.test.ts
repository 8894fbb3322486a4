import SCIMMY from "scimmy";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLog } from "../../log.ts";
import { startTestServer, type TestServer, testPassword } from "../../testing/start-test-server.ts";

const core = "urn:ietf:params:scim:schemas:core:2.0:User";
const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const groupCore = "urn:ietf:params:scim:schemas:core:2.0:Group";
const patchMessage = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const domain = "corp.example";

let server: TestServer;
let token: string;
const log = createLog({ isTerminal: false }, { write: () => undefined });
let asOwner: (procedure: string, input: unknown) => Promise<Record<string, unknown>>;

beforeAll(async () => {
  server = await startTestServer({}, log);
  const { apiKey } = await server.setUp("owner@example.com");
  const origin = { origin: server.url };
  const login = await server.mutate(
    "account.logIn",
    { email: "owner@example.com", password: testPassword },
    origin,
  );
  const [cookie = ""] = [login.headers["set-cookie"] ?? []].flat();
  asOwner = async (procedure, input) => {
    const answer = await server.mutate(procedure, input, { ...origin, cookie: cookie.split(";")[0] ?? "" });
    expect(answer.status, answer.text).toBe(200);
    return JSON.parse(answer.text).result.data;
  };
  await asOwner("singleSignOn.addDomain", { domain });
  // Who operates the instance vouches for it.
  await asOwner("singleSignOn.verifyDomain", { domain });
  token = String((await asOwner("scim.createToken", { name: "Entra" })).token);
  expect(
    (await server.ask("/trpc/scim.get", { headers: { authorization: `Bearer ${apiKey}` } })).text,
  ).not.toContain(token);
});
afterAll(() => server.stop());

interface ScimAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of a wire, looked at by the test.
  body: any;
}

async function scim(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<ScimAnswer> {
  const answer = await server.ask(`/scim/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/scim+json", ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const read: ScimAnswer = { ...answer, body: answer.text === "" ? undefined : JSON.parse(answer.text) };
  if (read.body !== undefined)
    expect(answer.headers["content-type"], answer.text).toMatch(/^application\/scim\+json/);
  if (answer.status < 300 && read.body !== undefined) readByOther(read.body);
  return read;
}

/** Another implementation of RFC 7643 has to take what we write, by its own schemas. */
function readByOther(body: { schemas: string[]; Resources?: { schemas: string[] }[] }): void {
  if (body.Resources !== undefined) {
    new SCIMMY.Messages.ListResponse(body as never);
    for (const each of body.Resources) readByOther(each);
  } else if (body.schemas.includes(core)) new SCIMMY.Schemas.User(body as never, "out");
  else if (body.schemas.includes(groupCore)) new SCIMMY.Schemas.Group(body as never, "out");
}

const patch = (...Operations: unknown[]) => ({ schemas: [patchMessage], Operations });
const filtered = (kind: string, filter: string, rest = "") =>
  `/${kind}?filter=${encodeURIComponent(filter)}${rest}`;
/** A group that stays. */
let probe = "";

describe("the requests that Entra publishes", () => {
  let id: string;

  it("tests the connection, and looks for who is not there", async () => {
    const answer = await scim("GET", filtered("Users", 'userName eq "non-existent user"'));
    expect(answer).toMatchObject({ status: 200, body: { totalResults: 0, Resources: [] } });
  });

  it("creates a user, and finds them by name and id", async () => {
    const created = await scim("POST", "/Users", {
      schemas: [core, enterprise],
      externalId: "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
      userName: `Test_User_ab6490ee@${domain}`,
      active: true,
      emails: [{ primary: true, type: "work", value: `Test_User_fd0ea19b@${domain}` }],
      meta: { resourceType: "User" },
      name: { formatted: "givenName familyName", familyName: "familyName", givenName: "givenName" },
      roles: [],
    });
    expect(created).toMatchObject({
      status: 201,
      body: {
        userName: `Test_User_ab6490ee@${domain}`,
        externalId: "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
        active: true,
        meta: { resourceType: "User", location: expect.stringContaining("/scim/v2/Users/") },
      },
    });
    id = created.body.id;
    expect(created.headers.location).toBe(created.body.meta.location);
    expect((await scim("GET", `/Users/${id}`)).body).toEqual(created.body);
    const found = await scim("GET", filtered("Users", `userName eq "test_user_AB6490EE@${domain}"`));
    expect(found.body).toMatchObject({ totalResults: 1, itemsPerPage: 1, Resources: [{ id }] });
    const again = await scim("POST", "/Users", { schemas: [core], userName: `Test_User_ab6490ee@${domain}` });
    expect(again).toMatchObject({ status: 409, body: { status: "409", scimType: "uniqueness" } });
  });

  it("changes an address, a name and the user name", async () => {
    const changed = await scim(
      "PATCH",
      `/Users/${id}`,
      patch(
        { op: "Replace", path: 'emails[type eq "work"].value', value: `updatedEmail@${domain}` },
        { op: "Replace", path: "name.familyName", value: "updatedFamilyName" },
      ),
    );
    expect(changed.body).toMatchObject({
      name: { familyName: "updatedFamilyName", givenName: "givenName" },
      emails: [{ value: `updatedEmail@${domain}`, type: "work", primary: true }],
    });
    const named = patch({ op: "Replace", path: "userName", value: `5b50642d@${domain}` });
    expect((await scim("PATCH", `/Users/${id}`, named)).body.userName).toBe(`5b50642d@${domain}`);
  });

  it("disables a user by a text, and enables them again", async () => {
    const disabled = await scim(
      "PATCH",
      `/Users/${id}`,
      patch({ op: "Replace", path: "active", value: "False" }),
    );
    expect(disabled).toMatchObject({ status: 200, body: { active: false } });
    expect((await scim("GET", filtered("Users", `userName eq "5b50642d@${domain}"`))).body).toMatchObject({
      Resources: [{ id, active: false }],
    });
    const enabled = await scim(
      "PATCH",
      `/Users/${id}`,
      patch({ op: "Replace", path: "active", value: "True" }),
    );
    expect(enabled.body.active).toBe(true);
  });

  it("creates a group, finds it without its members, fills and empties it", async () => {
    const created = await scim("POST", "/Groups", {
      schemas: [groupCore, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
      externalId: "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159",
      displayName: "displayName",
      meta: { resourceType: "Group" },
    });
    expect(created).toMatchObject({ status: 201, body: { displayName: "displayName", members: [] } });
    const group = `/Groups/${created.body.id}`;
    expect((await scim("GET", `${group}?excludedAttributes=members`)).body).not.toHaveProperty("members");
    const found = await scim(
      "GET",
      filtered("Groups", 'displayName eq "displayName"', "&excludedAttributes=members"),
    );
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ displayName: "displayName" }] });
    const renamed = patch({
      op: "Replace",
      path: "displayName",
      value: "1879db59-3bdf-4490-ad68-ab880a269474",
    });
    expect((await scim("PATCH", group, renamed)).status).toBe(200);
    const add = patch({ op: "Add", path: "members", value: [{ $ref: null, value: id }] });
    expect((await scim("PATCH", group, add)).body.members).toMatchObject([{ value: id, type: "User" }]);
    expect((await scim("GET", `/Users/${id}`)).body.groups).toMatchObject([{ value: created.body.id }]);
    const remove = patch({ op: "Remove", path: "members", value: [{ $ref: null, value: id }] });
    expect((await scim("PATCH", group, remove)).body.members).toEqual([]);
    expect((await scim("DELETE", group)).status).toBe(204);
    expect((await scim("GET", group)).status).toBe(404);
  });

  it("deletes the user", async () => {
    expect((await scim("DELETE", `/Users/${id}`)).status).toBe(204);
    expect(await scim("GET", `/Users/${id}`)).toMatchObject({ status: 404, body: { status: "404" } });
    expect((await scim("DELETE", `/Users/${id}`)).status).toBe(404);
  });
});

describe("the requests that Okta publishes", () => {
  const userName = `test.user@${domain}`;
  let id: string;

  it("creates a user, reads all, and writes the whole user", async () => {
    const none = await scim("GET", filtered("Users", `userName eq "${userName}"`, "&startIndex=1&count=100"));
    expect(none.body).toMatchObject({ totalResults: 0, startIndex: 1, itemsPerPage: 0 });
    const user = {
      schemas: [core],
      userName,
      name: { givenName: "Test", familyName: "User" },
      emails: [{ primary: true, value: userName, type: "work" }],
      displayName: "Test User",
      locale: "en-US",
      externalId: "00ujl29u0le5T6Aj10h7",
      groups: [],
      password: "1mz050nq",
      active: true,
    };
    const created = await scim("POST", "/Users", user);
    expect(created.status).toBe(201);
    expect(JSON.stringify(created.body)).not.toContain(user.password);
    id = created.body.id;
    expect((await scim("GET", "/Users?startIndex=1&count=100")).body).toMatchObject({ Resources: [{ id }] });
    const put = await scim("PUT", `/Users/${id}`, {
      ...user,
      id,
      name: { givenName: "Another", familyName: "User" },
    });
    expect(put.body).toMatchObject({ name: { givenName: "Another" }, active: true });
  });

  it("pushes a group, whose role is given by an owner", async () => {
    const pushed = await scim("POST", "/Groups", {
      schemas: [groupCore],
      displayName: "Test SCIMv2",
      members: [{ value: id, display: userName }],
    });
    expect(pushed.status).toBe(201);
    probe = pushed.body.id;
    const { groups } = await asOwner("scim.setGroupRole", { id: probe, role: "viewer" });
    expect(groups).toMatchObject([{ displayName: "Test SCIMv2", role: "viewer", members: 1 }]);
    const path = `/Groups/${probe}`;
    const renamed = patch({ op: "replace", value: { id: probe, displayName: "Renamed" } });
    expect((await scim("PATCH", path, renamed)).body).toMatchObject({ displayName: "Renamed" });
    const emptied = patch(
      { op: "remove", path: `members[value eq "${id}"]` },
      { op: "add", path: "members", value: [] },
    );
    expect((await scim("PATCH", path, emptied)).body.members).toEqual([]);
    const put = { schemas: [groupCore], id: probe, displayName: "Renamed", members: [{ value: id }] };
    expect((await scim("PUT", path, put)).body.members).toHaveLength(1);
  });

  it("deactivates the user, and activates them again", async () => {
    for (const active of [false, true]) {
      const answer = await scim("PATCH", `/Users/${id}`, patch({ op: "replace", value: { active } }));
      expect(answer).toMatchObject({ status: 200, body: { id, active } });
    }
  });
});

describe("RFC 7644", () => {
  it("the endpoint says what it can, to whoever asks", async () => {
    const open = (path: string) => scim("GET", path, undefined, { authorization: "" });
    expect((await open("/ServiceProviderConfig")).body).toMatchObject({
      patch: { supported: true },
      bulk: { supported: false },
      filter: { supported: true, maxResults: 200 },
      etag: { supported: true },
    });
    expect(
      (await open("/ResourceTypes")).body.Resources.map(({ endpoint }: { endpoint: string }) => endpoint),
    ).toEqual(["/Users", "/Groups"]);
    expect((await open("/ResourceTypes/User")).body).toMatchObject({ schema: core });
    const { Resources } = (await open("/Schemas")).body;
    for (const [schema, other] of [
      [Resources[0], SCIMMY.Schemas.User],
      [Resources[1], SCIMMY.Schemas.Group],
    ]) {
      const described = JSON.parse(JSON.stringify(other.definition.describe()));
      const known = new Map(described.attributes.map((each: { name: string }) => [each.name, each]));
      for (const { name, type, multiValued } of schema.attributes) {
        expect(known.get(name), name).toMatchObject({ type, multiValued });
      }
    }
    expect((await open(`/Schemas/${groupCore}`)).body).toEqual(Resources[1]);
    expect((await open("/Schemas/none")).status).toBe(404);
    for (const path of ["/Me", "/Bulk"]) expect((await scim("GET", path)).status).toBe(501);
    expect((await scim("GET", "/Devices")).status).toBe(404);
  });

  it("a request without a token, or with another's, hears no more than that", async () => {
    for (const authorization of ["", "Bearer ps_x", "Basic eDp5", `Bearer ${token.slice(0, -1)}x`]) {
      const answer = await scim("GET", "/Users", undefined, { authorization });
      expect(answer).toMatchObject({ status: 401, body: { status: "401" } });
      expect(answer.headers["www-authenticate"]).toBe("Bearer");
      // Its admins see the answer, and ours the log.
      const id = String(answer.headers["x-request-id"]);
      expect(answer.body.detail).toContain(`Request ${id}.`);
      expect(log.linesOf(id).map((line) => JSON.parse(line))).toMatchObject([
        { code: "unauthenticated", requestId: id },
      ]);
    }
    expect((await scim("GET", `/Users?access_token=${token}`, undefined, { authorization: "" })).status).toBe(
      401,
    );
    // Nor is it a key of anything else.
    const elsewhere = await server.ask("/trpc/scim.get", { headers: { authorization: `Bearer ${token}` } });
    expect(elsewhere.status).toBe(401);
  });

  it("what cannot be read or taken is answered in SCIM's words", async () => {
    const user = { schemas: [core], userName: `x@${domain}` };
    expect(await scim("POST", "/Users", "{")).toMatchObject({
      status: 400,
      body: { scimType: "invalidSyntax" },
    });
    expect(await scim("POST", "/Users", "[".repeat(10_000))).toMatchObject({ status: 400 });
    expect(await scim("POST", "/Users", user, { "content-type": "text/plain" })).toMatchObject({
      status: 415,
    });
    expect(await scim("POST", "/Users", `"${"x".repeat(1_100_000)}"`)).toMatchObject({ status: 413 });
    expect(await scim("POST", "/Users", { userName: "x@elsewhere.example" })).toMatchObject({
      status: 400,
      body: { scimType: "invalidValue", detail: expect.stringContaining("elsewhere.example") },
    });
    expect(await scim("GET", filtered("Users", "userName eq"))).toMatchObject({
      status: 400,
      body: { scimType: "invalidFilter" },
    });
    const polluting = '{"schemas":[],"__proto__":{"active":false},"constructor":{"prototype":{"x":1}}}';
    expect((await scim("POST", "/Users", polluting)).status).toBe(400);
    expect(Object.keys(Object.prototype)).toEqual([]);
    const { problems } = await asOwner("scim.setGroupRole", { id: probe, role: "viewer" });
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ request: "POST /Users", status: 400, subject: "x@elsewhere.example" }),
      ]),
    );
    expect(JSON.stringify(problems)).not.toContain(token);
  });

  it("a client may ask for parts, and for versions", async () => {
    const { Resources } = (await scim("GET", "/Users?attributes=userName,name.givenName")).body;
    expect(Object.keys(Resources[0]).toSorted()).toEqual(["id", "name", "schemas", "userName"]);
    const path = `/Users/${Resources[0].id}`;
    const { body, headers } = await scim("GET", `${path}?excludedAttributes=emails,meta`);
    expect(body).not.toHaveProperty("emails");
    const etag = String(headers.etag);
    expect((await scim("GET", path, undefined, { "if-none-match": etag })).status).toBe(304);
    const rename = patch({ op: "replace", path: "displayName", value: "New" });
    expect((await scim("PATCH", path, rename, { "if-match": 'W/"0"' })).status).toBe(412);
    expect((await scim("PATCH", path, rename, { "if-match": etag })).status).toBe(200);
  });
});
