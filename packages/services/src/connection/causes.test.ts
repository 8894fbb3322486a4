import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener, request } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer as createSilentServer, type Server } from "node:net";
import { selfSigned, startMcpFixture } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openLiveServices } from "../testing/open-live-services.ts";
import { testPerson } from "../testing/people.ts";
import {
  addConnection,
  getConnection,
  listConnections,
  refreshConnection,
  updateConnection,
} from "./index.ts";

const { services } = await openLiveServices();

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterAll(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const page: RequestListener = (_request, response) => {
  response
    .writeHead(200, { "content-type": "text/html; charset=utf-8" })
    .end("<!doctype html><title>Shop</title>");
};
const api: RequestListener = (_request, response) => {
  response.writeHead(404, { "content-type": "application/json" }).end('{"error":"no such page"}');
};
const closed = createHttpServer();
const [shop, rest, silent, untrusted, gone] = await Promise.all(
  [
    createHttpServer(page),
    createHttpServer(api),
    createSilentServer(() => undefined),
    createHttpsServer(selfSigned, page),
    closed,
  ].map(listen),
);
closed.close();
const [keyed, signIn, empty, failing] = await Promise.all([
  startMcpFixture(),
  startMcpFixture(),
  startMcpFixture({ tools: [] }),
  startMcpFixture(),
]);
afterAll(() => Promise.all([keyed, signIn, empty, failing].map((fixture) => fixture.close())));
keyed.behave({ kind: "unauthorized" });
signIn.behave({ kind: "unauthorized", resourceMetadataUrl: "https://example.com/.well-known/x" });
failing.behave({ kind: "status", status: 500 });

test.concurrent.each([
  {
    name: "a private address",
    url: "http://10.1.2.3/mcp",
    status: "blocked",
    step: "address",
    cause: "private_address",
    detail: "This instance does not call private addresses.",
    more: { host: "10.1.2.3", port: 80 },
  },
  {
    name: "an unknown name",
    url: "http://nowhere.invalid/mcp",
    status: "unreachable",
    step: "reach",
    cause: "dns_failed",
    detail: "The name nowhere.invalid could not be resolved. Nothing was sent.",
  },
  {
    name: "a closed port",
    url: `http://${gone}/mcp`,
    status: "unreachable",
    step: "reach",
    cause: "connection_refused",
    detail: `${gone} could not be reached. Nothing was sent.`,
  },
  {
    name: "silence instead of TLS",
    url: `https://${silent}/mcp`,
    status: "unreachable",
    step: "reach",
    cause: "timeout",
    detail: `No answer from ${silent} in 10 s. Nothing was sent.`,
  },
  {
    name: "silence after it was reached",
    url: `http://${silent}/mcp`,
    status: "unreachable",
    step: "protocol",
    cause: "timeout",
    detail: `No answer from ${silent} in 10 s.`,
    more: { sent: true },
  },
  {
    name: "a certificate that nobody vouches for",
    url: `https://${untrusted}/mcp`,
    status: "unreachable",
    step: "reach",
    cause: "tls_failed",
    detail: `The TLS certificate of ${untrusted} was not accepted. Nothing was sent.`,
  },
  {
    name: "a server without TLS",
    url: `https://${shop}/mcp`,
    status: "unreachable",
    step: "reach",
    cause: "tls_failed",
    detail: `${shop} does not speak TLS. Nothing was sent.`,
  },
  {
    name: "a web page",
    url: `http://${shop}/docs`,
    status: "not_mcp",
    step: "protocol",
    cause: "not_mcp",
    detail: "It answered HTML with 200.",
    more: { suggestion: `http://${shop}/docs/mcp` },
  },
  {
    name: "another API",
    url: `http://${rest}/mcp`,
    status: "not_mcp",
    step: "protocol",
    cause: "not_mcp",
    detail: "It answered application/json with 404.",
  },
  {
    name: "a server that fails",
    url: failing.url,
    status: "unreachable",
    step: "protocol",
    cause: "upstream_error",
    detail: `127.0.0.1:${failing.port} failed with status 500.`,
  },
  {
    name: "a server that wants a key",
    url: keyed.url,
    status: "needs_sign_in",
    step: "sign_in",
    cause: "unauthorized",
    detail: `127.0.0.1:${keyed.port} wants a key.`,
  },
  {
    name: "a server with sign-in",
    url: signIn.url,
    status: "needs_sign_in",
    step: "sign_in",
    cause: "unauthorized_with_metadata",
    detail: `127.0.0.1:${signIn.port} asks you to sign in.`,
  },
])("$name is $status because of $cause", { timeout: 30_000 }, async ({ name, url, status, ...failed }) => {
  const { context } = await testPerson(services, name.toLowerCase().replaceAll(" ", "-"));
  const added = await addConnection(context, { target: { kind: "http", url }, onFailure: "keep" });
  const { more, ...line } = { more: {}, ...failed };
  expect(added.report.at(-1)).toMatchObject({ state: "failed", ...line, ...more });
  expect(added).toMatchObject({
    status,
    statusReason: { code: failed.cause, message: failed.detail },
    tools: 0,
  });
  expect(await listConnections(context)).toMatchObject([{ status, statusReason: { code: failed.cause } }]);
});

test("no tools is a state of its own, until a re-read finds some", async () => {
  const { context } = await testPerson(services, "empty");
  const { id, status, report } = await addConnection(context, { target: { kind: "http", url: empty.url } });
  expect(status).toBe("no_tools");
  expect(report.find(({ step }) => step === "tools")).toMatchObject({
    state: "warning",
    cause: "zero_tools",
    detail: "Reached, but it offers no tools.",
  });
  empty.setTools([{ name: "first" }]);
  expect(await refreshConnection(context, { connection: id })).toMatchObject({ status: "ready", tools: 1 });
});

test("what the report suggests mends it: the other address, and a key", async () => {
  const { context } = await testPerson(services, "mender");
  const right = await startMcpFixture();
  const site = await listen(
    createHttpServer((incoming, outgoing) => {
      if (incoming.url !== "/mcp") return page(incoming, outgoing);
      const { method = "GET", headers } = incoming;
      const inner = request(right.url, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(inner);
    }),
  );
  const wrong = await addConnection(context, {
    target: { kind: "http", url: `http://${site}/` },
    onFailure: "keep",
  });
  const suggestion = wrong.report.at(-1)?.suggestion ?? "";
  expect([wrong.status, suggestion]).toEqual(["not_mcp", `http://${site}/mcp`]);
  const mended = await updateConnection(context, { connection: wrong.id, url: suggestion });
  expect(mended).toMatchObject({ status: "ready", tools: 1, statusReason: null });

  const { id } = await addConnection(context, {
    target: { kind: "http", url: keyed.url },
    onFailure: "keep",
  });
  keyed.behave({ kind: "normal" });
  const credential = { kind: "bearer" as const, token: "the-right-key" };
  expect(await updateConnection(context, { connection: id, credential })).toMatchObject({ status: "ready" });
  expect(keyed.requests.at(-1)?.headers.authorization).toBe("Bearer the-right-key");
  expect((await getConnection(context, { connection: id })).report.map(({ detail }) => detail)).toContain(
    "the credential was accepted",
  );
  await right.close();
});
