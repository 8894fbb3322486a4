import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { Worker } from "node:worker_threads";
import { afterAll, expect, test } from "vitest";
import { spareUnread } from "./spare-unread.ts";

const times = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 };
const server = createServer(times, (_, response) => response.end("read"));
spareUnread(server, () => false);
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
afterAll(() => server.close());

test("a request that came while this process was busy is answered, however long that took", async () => {
  server.once("connection", () => {
    // Accepted, and nothing of it read.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
  });
  const client = new Worker(
    `const { connect } = require("node:net");
    const { text } = require("node:stream/consumers");
    const { parentPort, workerData } = require("node:worker_threads");
    const socket = connect(workerData, "127.0.0.1");
    socket.write("GET / HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n");
    text(socket).then((answer) => parentPort.postMessage(answer), (error) => parentPort.postMessage(error.code));`,
    { eval: true, workerData: port },
  );
  const answer = await new Promise<string>((resolve) => client.once("message", resolve));
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n.*read$/s);
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
