import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { Pool } from "undici";

/**
 * The least that can stand between a client and an MCP server: node:http in front, undici behind, each message parsed and written anew
 * under another name and id. It knows no keys, keeps no session, checks, meters and stores nothing: what it takes, every gateway in Node takes.
 * Given the upstream's origin; prints its port.
 */
const [origin = ""] = process.argv.slice(2);
const pool = new Pool(origin, { connections: 256, pipelining: 1 });
const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };

interface Call {
  id: number;
  params: { name: string };
}

async function pass(given: string): Promise<string> {
  const call: Call = JSON.parse(given);
  const params = { ...call.params, name: call.params.name.replace("bench_", "") };
  const sent = JSON.stringify({ ...call, id: 0, params });
  const answer = await pool.request({ method: "POST", path: "/mcp", headers, body: sent });
  const received: Record<string, unknown> = JSON.parse(await answer.body.text());
  return JSON.stringify({ ...received, id: call.id });
}

const server = createServer(async (request, response) => {
  const answer = await pass(await text(request));
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(answer),
  });
  response.end(answer);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) process.stdout.write(`${address.port}\n`);
});
