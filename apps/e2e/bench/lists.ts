import { createClient } from "@patchops/sdk";
import { Agent, request } from "undici";
import { startInstance } from "../src/start-instance.ts";
import { median } from "./median.ts";
import { openSession } from "./open-session.ts";
import type { Row } from "./report.ts";
import { startUpstream } from "./start-upstream.ts";

const upstreamCount = 10;
const toolsEach = 50;
const warmUps = 30;
const rounds = 60;

/** One list through the gateway against the lists of all upstreams, asked for at once by the same client. */
export async function benchLists(): Promise<Row[]> {
  const [instance, ...upstreams] = await Promise.all([
    startInstance(),
    ...Array.from({ length: upstreamCount }, () => startUpstream({ tools: toolsEach })),
  ]);
  const dispatcher = new Agent({ pipelining: 1 });

  async function list(url: string, headers: Record<string, string>): Promise<string[]> {
    const answer = await request(url, {
      dispatcher,
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
    });
    const body = (await answer.body.json()) as { result?: { tools: { name: string }[] } };
    if (!body.result) throw new Error(`${url} answered ${answer.statusCode} ${JSON.stringify(body)}`);
    return body.result.tools.map(({ name }) => name);
  }

  try {
    const { apiKey } = await instance.setUp();
    const client = createClient({ url: instance.url, apiKey });
    for (const [place, { url }] of upstreams.entries()) {
      await client.connection.add.mutate({ name: `Server ${place}`, target: { kind: "http", url } });
    }
    const gateway = `${instance.url}/mcp`;
    const session = await openSession(gateway, apiKey);
    const through = () => list(gateway, session);
    const direct = async () => {
      const lists = await Promise.all(upstreams.map(({ url }) => list(url, {})));
      return lists.flat();
    };
    const inTurn = async () => {
      for (const { url } of upstreams) await list(url, {});
    };
    const timed = async (run: () => Promise<unknown>) => {
      const startedMs = performance.now();
      await run();
      return performance.now() - startedMs;
    };

    for (let round = 0; round < warmUps; round += 1) await Promise.all([through(), direct()]);
    const own: number[] = [];
    const raw: number[] = [];
    const oneByOne: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      own.push(await timed(through));
      raw.push(await timed(direct));
      oneByOne.push(await timed(inTurn));
    }
    const names = new Set(await through());
    return [
      {
        name: `tools/list of ${upstreamCount} x ${toolsEach} tools, p50`,
        value: median(own) / median(raw),
        unit: "of direct",
        note: `${median(own).toFixed(1)} ms; direct ${median(raw).toFixed(1)} ms at once, ${median(oneByOne).toFixed(1)} ms in turn`,
        atMost: 1,
      },
      {
        name: "tools/list, distinct names",
        value: names.size,
        unit: "",
        note: `of ${(await direct()).length} listed directly`,
        atLeast: upstreamCount * toolsEach,
      },
    ];
  } finally {
    await dispatcher.close();
    for (const upstream of upstreams) upstream.stop();
    await instance.dispose();
  }
}
