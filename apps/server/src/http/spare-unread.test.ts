import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { finished } from "node:stream/promises";
import { Worker } from "node:worker_threads";
import { afterAll, expect, test } from "vitest";
import { spareUnread } from "./spare-unread.ts";

const times = {
  headersTimeout: 100,
  requestTimeout: 200,
  connectionsCheckingInterval: 20,
  keepAliveTimeout: 100,
  keepAliveTimeoutBuffer: 0,
};
const server = createServer(times, (_, response) => response.end("read"));
spareUnread(server, () => false);
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
afterAll(() => server.close());

/** How many requests the client has sent. */
const sent = new Int32Array(new SharedArrayBuffer(4));

/** Does nothing else until the client has sent one more, and then for longer than any of the times. */
function stall(before: number): void {
  Atomics.wait(sent, 0, before, 20_000);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
}

test("a request that came while this process was busy is answered, however long that took", async () => {
  // Accepted, and nothing of it read; then idle for too long, when its next request has come.
  server.once("connection", () => stall(0));
  const client = new Worker(
    `const { connect } = require("node:net");
    const { text } = require("node:stream/consumers");
    const { parentPort, workerData: { port, sent } } = require("node:worker_threads");
    const socket = connect(port, "127.0.0.1");
    const send = (more) => socket.write("GET / HTTP/1.1\\r\\nHost: x\\r\\n" + more + "\\r\\n", () => {
      Atomics.add(sent, 0, 1);
      Atomics.notify(sent, 0);
    });
    send("");
    parentPort.once("message", () => send("Connection: close\\r\\n"));
    text(socket).then((answer) => parentPort.postMessage(answer), (error) => parentPort.postMessage(error.code));`,
    { eval: true, workerData: { port, sent } },
  );
  const answers = new Promise<string>((resolve) => client.once("message", resolve));
  const [, response] = await once(server, "request");
  await finished(response);
  client.postMessage("again");
  stall(1);
  expect((await answers).match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
});

test("an idle connection is closed", async () => {
  const socket = connect(port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
});

test.for([
  ["nothing", "", 408],
  ["half of its header", "GET / HTTP/1.1\r\nHost:", 408],
  ["what is no HTTP", "hello\r\n\r\n", 400],
  ["too long a header", `GET / HTTP/1.1\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, 431],
] as const)("a sender of %s is refused", async ([, sent, status]) => {
  const socket = connect(port, "127.0.0.1");
  socket.write(sent);
  expect(await text(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
});
