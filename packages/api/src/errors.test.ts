import { AppError, newId } from "@patchops/contract";
import { openDatabase } from "@patchops/db";
import { testPasswords } from "@patchops/testing";
import { beforeEach, expect, test } from "vitest";
import { openTestApi } from "./testing/open-test-api.ts";

const api = await openTestApi();
const actor = await api.person("ada");
beforeEach(() => {
  api.be({ actor });
  api.logged.length = 0;
});

/** Nothing of the inside in an answer. */
const inside = /stack|\.ts\b|node_modules|\/packages\/|select |relation|"path":"/i;

test("an error of a verb has its code, its status and the request's id, and nothing of the inside", async () => {
  const answer = await api.query("connection.get", { connection: "none" });
  expect(answer.status).toBe(404);
  expect(answer.error).toEqual({
    code: "not_found",
    message: "There is no such connection.",
    retryable: false,
    requestId: "request-1",
    next: "List them with: patchops connections list",
    docs: "http://127.0.0.1:3000/docs/errors/not_found",
    httpStatus: 404,
  });
  expect(answer.text).not.toMatch(inside);
  // The line that the request's id leads to.
  const line = { code: "not_found", path: "connection.get", requestId: "request-1" };
  expect(api.logged).toEqual([{ fields: line, message: "a procedure refused" }]);
});

test("an unknown error keeps its text to the log", async () => {
  const { database } = api.services;
  const { withOrganization } = database;
  const error = new Error("relation tools at /srv/app/secret.ts:1 select password");
  database.withOrganization = () => Promise.reject(error);
  const answer = await api.query("execution.get", { executionId: newId() });
  database.withOrganization = withOrganization;
  expect(answer.status).toBe(500);
  expect(answer.error).toMatchObject({ code: "internal", requestId: "request-1", httpStatus: 500 });
  expect(answer.text).not.toMatch(inside);
  expect(answer.text).not.toContain("secret");
  expect(api.logged).toEqual([
    { fields: { error, path: "execution.get", requestId: "request-1" }, message: "a procedure failed" },
  ]);
});

test("while the database is away the answer says so, and when to come back", async () => {
  const { database } = api.services;
  const { withOrganization } = database;
  const gone = await openDatabase({ connectionString: api.connectionString, ...testPasswords });
  await gone.close();
  database.withOrganization = gone.withOrganization;
  const answer = await api.query("execution.get", { executionId: newId() });
  database.withOrganization = withOrganization;
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(answer.error).toMatchObject({ code: "unavailable", retryable: true, httpStatus: 503 });
});

test("an error of ours with a cause is logged by its cause", async () => {
  const cause = new Error("no such key");
  const { snapshots } = api.services;
  const { get } = snapshots;
  snapshots.get = () => Promise.reject(new AppError("internal", "It cannot be opened.", { cause }));
  const answer = await api.query("connection.get", { connection: "a" });
  snapshots.get = get;
  expect(answer.status).toBe(500);
  expect(answer.text).not.toContain("no such key");
  expect(api.logged).toMatchObject([{ fields: { error: cause } }]);
});

test("a refusal says when to come back", async () => {
  api.be({ refusal: new AppError("rate_limited", "Too many tries.", { retryAfterSeconds: 7 }) });
  const answer = await api.query("instance.info");
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "7"]);
  expect(answer.error).toMatchObject({ code: "rate_limited", retryable: true });
});

test("a wrong input names its field", async () => {
  const answer = await api.mutate("connection.add", { target: { kind: "http", url: "" } });
  expect(answer.status).toBe(400);
  expect(answer.error).toMatchObject({
    code: "invalid_input",
    message: "Paste an address (target.url).",
    details: { field: "target.url" },
  });
  expect(answer.text).not.toMatch(/stack|node_modules/);
});

test("a text that the database cannot hold is the sender's mistake", async () => {
  const answer = await api.mutate("snippet.create", { code: "return 'a\0b'" });
  expect(answer.status).toBe(400);
  expect(answer.error).toMatchObject({ code: "invalid_input" });
  expect(api.logged).toMatchObject([{ fields: { code: "invalid_input" }, message: "a procedure refused" }]);
});

test("requests that tRPC itself refuses are told in our words", async () => {
  const answers = {
    unknown: await api.query("no.such"),
    method: await api.query("connection.remove", { connection: "a" }),
  };
  expect(answers.unknown).toMatchObject({ status: 404, error: { code: "not_found" } });
  expect(answers.method).toMatchObject({ status: 405, error: { code: "method_not_allowed" } });
  const malformed = await fetch(`${api.url}/connection.remove`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{",
  });
  expect(malformed.status).toBe(400);
  const text = await malformed.text();
  expect(text).toContain("malformed_request");
  expect(text).not.toMatch(/stack|node_modules|SyntaxError/);
});
