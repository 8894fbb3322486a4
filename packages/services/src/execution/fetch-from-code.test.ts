import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { getCodeSettings, setCodeSettings } from "../organization/index.ts";
import { createProfile } from "../profile/index.ts";
import { asApiKey, testMember } from "../testing/people.ts";
import { toolDeclarations } from "../tool/index.ts";
import { openPrograms } from "./test-programs.ts";

const asked: IncomingMessage[] = [];
const web = createServer(async (request, response) => {
  asked.push(request);
  const body = (await request.toArray()).join("");
  const { pathname } = new URL(request.url ?? "", "http://x");
  if (pathname === "/big") response.end("x".repeat(3_000_000));
  else if (pathname === "/away") response.writeHead(302, { location: "http://elsewhere.example/" }).end();
  else if (pathname === "/around") response.writeHead(303, { location: "/echo" }).end();
  else if (pathname === "/packed")
    response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("packed"));
  else if (pathname === "/bytes")
    response.writeHead(200, { "content-type": "image/png" }).end(Buffer.from([0, 255, 128]));
  else if (pathname === "/slow") await once(response, "close");
  else {
    response.writeHead(201, {
      "content-type": "application/json",
      "set-cookie": "session=1",
      "x-said": "hi",
    });
    response.end(JSON.stringify({ method: request.method, headers: request.headers, body }));
  }
}).listen(0, "127.0.0.1");
await once(web, "listening");
afterAll(() => web.close());
const host = `127.0.0.1:${(web.address() as AddressInfo).port}`;

const { services, programmer, run, rows } = await openPrograms();

test("fetch is not there until an owner or admin switches it on, which stands in the audit", async () => {
  const owner = await programmer("switcher");
  const { context, organizationId } = owner;
  expect(await getCodeSettings(context)).toEqual({ allowsFetch: false, fetchHosts: [] });
  expect(await run(context, "return typeof fetch + typeof Response")).toMatchObject({
    result: "undefinedundefined",
  });
  expect((await run(context, `await fetch("http://${host}/")`)).error?.message).toContain(
    "fetch is off for this organization; an admin switches it on at /settings/code",
  );
  expect((await toolDeclarations(context)).text).not.toContain("declare function fetch");
  const member = await testMember(services, owner, "member", "member");
  const input = { allowsFetch: true, fetchHosts: [host] };
  await expect(setCodeSettings(member.context, input)).rejects.toMatchObject({ code: "forbidden" });
  await expect(setCodeSettings(asApiKey(context, ["code:execute"]), input)).rejects.toMatchObject({
    code: "insufficient_scope",
  });
  await setCodeSettings(asApiKey(context, ["organization:manage"]), input);
  expect(await getCodeSettings(member.context)).toEqual(input);
  expect((await toolDeclarations(context)).text).toContain("declare function fetch");
  const [entry] = await services.database.withOrganization(organizationId, (trx) =>
    trx.selectFrom("auditEntries").select(["action", "after"]).orderBy("id", "desc").limit(1).execute(),
  );
  expect(entry).toMatchObject({ action: "organization.set_fetch", after: input });
  expect(await run(context, "return typeof fetch")).toMatchObject({ result: "function" });
  await createProfile(context, { name: "Kept", connections: ["shop"] });
  const kept = { ...context, actor: { ...context.actor, profile: "kept" } };
  expect(await run(kept, "return typeof fetch")).toMatchObject({ result: "undefined" });
});

test("a fetch reaches allowed hosts as the web platform's does, without cookies, and is metered as a tool of its own", async () => {
  const { context, organizationId } = await programmer("fetcher");
  await setCodeSettings(context, { allowsFetch: true, fetchHosts: [host] });
  asked.length = 0;
  const done = await run(
    context,
    `const at = "http://${host}";
     const posted = await fetch(new URL("/echo?key=sesame", at), { method: "POST", body: JSON.stringify({ a: "é" }),
       headers: { "Content-Type": "application/json", Authorization: "Bearer mine", Cookie: "a=b", Host: "other", "X-Two": "1" } });
     const { method, headers, body } = await posted.json();
     const form = await (await fetch(at + "/echo", { method: "PUT", body: new URLSearchParams({ a: "b c" }) })).json();
     const around = await fetch(at + "/around", { method: "POST", body: "x" });
     const manual = await fetch(at + "/around", { redirect: "manual" });
     return { method, headers, body, status: posted.status, ok: posted.ok, said: posted.headers.get("X-Said"), cookie: posted.headers.has("set-cookie"), used: posted.bodyUsed,
       form: [form.body, form.headers["content-type"]], around: [around.redirected, around.url, (await around.json()).method], manual: [manual.status, manual.headers.get("location")],
       packed: await (await fetch(at + "/packed")).text(), bytes: [...await (await fetch(at + "/bytes")).bytes()] };`,
  );
  expect(done).toMatchObject({
    status: "succeeded",
    toolCalls: 6,
    result: {
      method: "POST",
      body: '{"a":"é"}',
      ...{ status: 201, ok: true, said: "hi", cookie: false, used: true },
      headers: { host, authorization: "Bearer mine", "content-type": "application/json", "x-two": "1" },
      form: ["a=b+c", "application/x-www-form-urlencoded;charset=UTF-8"],
      around: [true, `http://${host}/echo`, "GET"],
      manual: [303, "/echo"],
      packed: "packed",
      bytes: [0, 255, 128],
    },
  });
  expect(asked.every(({ headers }) => headers.cookie === undefined)).toBe(true);
  expect(done.calls.map(({ tool, state }) => [tool, state])).toEqual(
    Array.from({ length: 6 }, () => ["fetch", "ok"]),
  );
  expect(JSON.stringify(done.calls)).not.toContain("sesame");
  const metered = (await rows(organizationId)).filter(({ kind }) => kind === "call");
  expect(metered).toHaveLength(6);
  expect(metered[0]).toMatchObject({
    tool: "fetch",
    connectionId: null,
    outcome: "ok",
    units: 1,
    executionId: done.executionId,
  });
});

test("what a fetch may not do fails with what to do, and costs nothing where nothing was sent", async () => {
  const { context, organizationId } = await programmer("refused");
  await setCodeSettings(context, { allowsFetch: true, fetchHosts: [host, "169.254.169.254", "10.0.0.1"] });
  asked.length = 0;
  const tries: [string, string, RegExp][] = [
    [`fetch("http://127.0.0.1:1/")`, "forbidden", /not among the hosts .* \/?.*settings\/code/],
    [`fetch("http://${host}/away")`, "forbidden", /elsewhere\.example/],
    [`fetch("http://169.254.169.254/latest")`, "private_address", /private/],
    [`fetch("http://10.0.0.1/")`, "private_address", /private/],
    [`fetch("file:///etc/passwd")`, "private_address", /private/],
    [`fetch("nonsense")`, "invalid_input", /web address/],
    [`fetch("http://${host}/big")`, "result_too_large", /bytes/],
    [`fetch("http://${host}/", { headers: { "x y": "1" } })`, "TypeError", /header/],
    [`fetch("http://${host}/", { body: {} })`, "TypeError", /JSON\.stringify/],
    [`fetch("http://${host}/slow", { signal: AbortSignal.timeout(1_000) })`, "TimeoutError", /over/],
  ];
  const done = await run(
    context,
    `const said = [];
     for (const ask of [${tries.map(([code]) => `() => ${code}`).join(", ")}])
       await ask().then(() => said.push(["fine", ""]), (error) => said.push([error.code ?? error.name, error.message]));
     return said;`,
    { toolBytes: 2_000_000 },
  );
  expect(done.result).toEqual(tries.map(([, code, words]) => [code, expect.stringMatching(words)]));
  expect(asked.map(({ url }) => url)).toEqual(["/away", "/big", "/slow"]);
  const calls = (await rows(organizationId)).filter(({ kind }) => kind === "call");
  // What program and prelude refuse themselves is no call; a redirect was followed to a host that was then refused.
  expect(calls.map(({ outcome, units }) => [outcome, units])).toEqual([
    ["refused", 0],
    ["refused", 1],
    ...Array.from({ length: 4 }, () => ["error", 0]),
    ["error", 1],
    ["cancelled", 1],
  ]);
});
