import { appRouter } from "@patchops/api";
import { openSuperuser, startMcpFixture } from "@patchops/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { createLog } from "./log.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

/** Secrets that people give, none like another, each named for where it is given. */
const given = {
  bearer: "canary-bearer-6f1d0c5ba2",
  header: "canary-header-91c7e2d04b",
  replaced: "canary-replaced-5ab83e7f10",
  password: "canary password 0e4d7c",
  wrongPassword: "canary wrong password 77b1",
  toolArgument: "canary-argument-c2f09d6e38",
  queryKey: "canary-query-2d8e61f7a9",
  environment: "canary-environment-b4e0c1",
};
/** Secrets that the server made, and what it says of each once. */
const made: Record<string, string> = {};
/** Procedures that show what they made, once, to who asked. */
const showing = ["operator.createAccount", "apiKey.create", "webhook.rotateSecret", "invitation.create"];

let server: TestServer;
let fixture: Awaited<ReturnType<typeof startMcpFixture>>;
let logged = "";
/** Every answer but those that show what they made: status, headers and body. */
const answers: { path: string; text: string }[] = [];
let owner: Record<string, string> = {};

async function ask(path: string, options?: Parameters<TestServer["ask"]>[1]) {
  const answer = await server.ask(path, options);
  if (!showing.some((name) => path.startsWith(`/trpc/${name}`))) {
    const { "set-cookie": _, ...headers } = answer.headers;
    answers.push({ path, text: `${answer.status} ${JSON.stringify(headers)} ${answer.text}` });
  }
  return answer;
}

async function mutate(procedure: string, input: unknown, headers = owner) {
  const answer = await ask(`/trpc/${procedure}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(input),
  });
  return JSON.parse(answer.text).result?.data;
}

beforeAll(async () => {
  // It does not say again what it was told: that would be its own business.
  const call = () => ({ content: [{ type: "text", text: "done" }] });
  fixture = await startMcpFixture({ tools: [{ name: "echo", call }] });
  const write = (line: string) => {
    logged += line;
  };
  const log = createLog({ isTerminal: false }, { write });
  // What a careless line would say.
  log.warn({ agent: "\r\n\u001b[31mforged", call: { headers: { authorization: given.bearer } } }, "careless");
  server = await startTestServer({ PATCHOPS_UPSTREAM_ALLOW: "127.0.0.1:*" }, log);
});
afterAll(async () => {
  await server?.stop();
  await fixture?.close();
});

it("S24, S25, S27: no seeded secret is in the database, the log or any answer; lines are single lines", async () => {
  const email = "owner@example.com";
  const operator = { "x-patchops-operator": server.operatorToken };
  made.operatorToken = server.operatorToken;
  const account = await mutate("operator.createAccount", { email, password: given.password }, operator);
  made.firstKey = account.apiKey;
  const origin = { origin: server.url };
  await mutate("account.logIn", { email, password: given.wrongPassword }, origin);
  const login = await server.mutate("account.logIn", { email, password: given.password }, origin);
  const cookie = String(login.headers["set-cookie"]).split(";")[0] ?? "";
  made.login = cookie.split("=")[1] ?? "";
  owner = { ...origin, cookie };

  made.apiKey = (await mutate("apiKey.create", { name: "CI" })).key;
  made.webhookSecret = (await mutate("webhook.rotateSecret", undefined)).secret;
  const { link } = await mutate("invitation.create", { email: "new@example.com" });
  const [page = "", token = ""] = String(link).split(/(?<=#)/);
  made.invitation = token;
  // Without SMTP the mail rests in the outbox, and its link with it.
  await mutate("invitation.create", { email: "mailed@example.com", isMailed: true });
  made.mailedLink = page;

  const add = (name: string, credential: unknown, target = { kind: "http", url: fixture.url }) =>
    mutate("connection.add", { name, target, credential, onFailure: "keep" });
  await add("bearer", { kind: "bearer", token: given.bearer });
  await add("headers", { kind: "headers", headers: { "x-api-key": given.header } });
  await add("down", { kind: "bearer", token: given.header }, { kind: "http", url: "http://127.0.0.1:1/mcp" });
  await mutate("connection.update", {
    connection: "headers",
    credential: { kind: "bearer", token: given.replaced },
  });
  await mutate("connection.add", {
    target: { kind: "stdio", command: "true", environment: { TOKEN: given.environment } },
  });
  const agent = { authorization: `Bearer ${made.apiKey}`, "user-agent": "probe/1" };
  const args = { password: given.toolArgument, note: `Authorization: Bearer ${given.toolArgument}` };
  for (const name of ["bearer_echo", "headers_echo", "down_echo", "nothing\r\n\u001b[31mforged"]) {
    await mutate("tool.invoke", { name, arguments: args }, agent);
  }
  const program = `return await tools.bearer.echo(${JSON.stringify(args)}).catch(String)`;
  await mutate("execution.start", { code: program.replaceAll(given.toolArgument, "public") }, agent);
  await ask(`/mcp?api_key=${given.queryKey}`, { method: "POST", headers: agent, body: "{}" });
  await ask("/mcp", {
    method: "POST",
    headers: { ...agent, authorization: `Bearer ${made.apiKey}x` },
    body: "{}",
  });
  await ask("/trpc/account.current", { headers: { ...agent, authorization: `Bearer ${given.queryKey}` } });
  await mutate("apiKey.create", { name: "x", scopes: [given.queryKey] });
  await mutate("account.changePassword", {
    currentPassword: given.wrongPassword,
    newPassword: given.password,
  });

  // Everything that is read, with what is in the address alone and with what names each thing.
  for (const [path, procedure] of Object.entries<object>(appRouter._def.procedures)) {
    const { type } = z.object({ type: z.string() }).parse(Reflect.get(procedure, "_def"));
    if (type !== "query") continue;
    for (const input of [{}, { connection: "bearer" }, { connection: "headers" }, { name: "bearer_echo" }]) {
      await ask(`/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`, { headers: owner });
    }
  }
  const { calls } = JSON.parse(
    (await ask(`/trpc/activity.list?input=${encodeURIComponent("{}")}`, { headers: owner })).text,
  ).result.data;
  expect(calls.length).toBeGreaterThan(2);
  for (const { id } of calls) {
    await ask(`/trpc/activity.get?input=${encodeURIComponent(JSON.stringify({ id }))}`, { headers: owner });
  }
  for (const path of ["/export/audit.json", "/export/calls.csv", "/metrics", "/"])
    await ask(path, { headers: owner });
  // Both servers were sent what they are to be sent: the scenario used the secrets.
  const sent = JSON.stringify(fixture.requests.map(({ headers }) => headers));
  for (const secret of [given.bearer, given.header, given.replaced]) expect(sent).toContain(secret);

  const superuser = await openSuperuser(server.databaseUrl);
  const rows = await superuser.dump();
  await superuser.close();
  const secrets = Object.entries({ ...given, ...made });
  for (const [name, secret] of secrets) expect([name, secret.length > 15]).toEqual([name, true]);
  const found = (where: string, text: string) =>
    secrets.flatMap(([name, secret]) =>
      [secret, Buffer.from(secret).toString("base64").replace(/=+$/, ""), encodeURIComponent(secret)].some(
        (form) => text.includes(form),
      )
        ? [`${name} in ${where}`]
        : [],
    );
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.flatMap(({ table, text }) => found(table, text))).toEqual([]);
  expect(answers.length).toBeGreaterThan(100);
  expect(answers.flatMap(({ path, text }) => found(path, text))).toEqual([]);

  expect(found("the log", logged)).toEqual([]);
  const lines = logged.trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    expect(() => JSON.parse(line), line).not.toThrow();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    expect(line).not.toMatch(/[\u0000-\u001f\u007f]/);
  }
}, 60_000);
