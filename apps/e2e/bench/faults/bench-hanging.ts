import { setTimeout as wait } from "node:timers/promises";
import { createClient } from "@patchops/sdk";
import { type InstanceOptions, startInstance } from "../../src/start-instance.ts";
import { load } from "../load.ts";
import { median } from "../median.ts";
import { openSession } from "../open-session.ts";
import { postMessage } from "../post-message.ts";
import type { Row } from "../report.ts";
import { startUpstream } from "../start-upstream.ts";

const starts = 3;
const rounds = 3;
const measureMs = 2_000;
const callers = 16;
/** Of each hanging upstream, all the while. */
const stuckCalls = 16;

/** Two upstreams hang: one accepts and never answers, one does not even accept. A third must not notice. */
export async function benchHanging(): Promise<Row[]> {
  const [good, mute, closed] = await Promise.all([
    startUpstream(),
    startUpstream(),
    startUpstream({ backlog: 1 }),
  ]);
  const hang = async () => {
    mute.freeze();
    closed.freeze();
    await closed.fillQueue();
  };
  const recover = () => {
    mute.thaw();
    closed.thaw();
  };
  let instance = await startInstance();
  try {
    const { apiKey } = await instance.setUp();
    const client = createClient({ url: instance.url, apiKey });
    for (const [name, { url }] of Object.entries({ good, mute, closed })) {
      await client.connection.add.mutate({ name, target: { kind: "http", url } });
    }
    const { dataDir } = instance;
    const restart = async (options: InstanceOptions) => {
      await instance.end();
      const startedMs = performance.now();
      instance = await startInstance(options);
      return performance.now() - startedMs;
    };

    await restart({ dataDir });
    const without: number[] = [];
    const beside: number[] = [];
    const listed: number[] = [];
    for (let round = 0; round < starts; round += 1) {
      without.push(await restart({ dataDir }));
      await hang();
      beside.push(await restart({ dataDir }));
      listed.push(await timeToList(`${instance.url}/mcp`, apiKey, "good_add"));
      recover();
    }

    const url = `${instance.url}/mcp`;
    const headers = await openSession(url, apiKey);
    const target = { url, headers, tool: "good_add" };
    await load(target, callers, measureMs);
    const ratios: number[] = [];
    const p99s: { alone: number; beside: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const alone = await load(target, callers, measureMs);
      await hang();
      const letGo = makeStuckCalls(url, headers, ["mute_add", "closed_add"]);
      // Until they are on their way.
      await wait(300);
      const pressed = await load(target, callers, measureMs);
      letGo();
      recover();
      if (alone.failures + pressed.failures > 0) throw new Error("calls of the good upstream failed");
      ratios.push(pressed.p99Ms / alone.p99Ms);
      p99s.push({ alone: alone.p99Ms, beside: pressed.p99Ms });
    }
    return [
      {
        name: "start beside hanging upstreams, p50",
        value: median(beside) / median(without),
        unit: "of without",
        note: `${Math.round(median(beside))} of ${Math.round(median(without))} ms`,
        atMost: 1.25,
      },
      {
        name: "start to others' tools listed, worst",
        value: Math.max(...listed),
        unit: "ms",
        note: "from its first answer on, session included",
        atMost: 2_000,
      },
      {
        name: `others' p99 beside stuck calls, ${callers} callers`,
        value: median(ratios),
        unit: "of without",
        note: `${p99s.map((pair) => `${pair.beside.toFixed(1)}/${pair.alone.toFixed(1)}`).join(", ")} ms, ${2 * stuckCalls} calls stuck`,
        atMost: 1.5,
      },
    ];
  } finally {
    for (const upstream of [good, mute, closed]) upstream.stop();
    await instance.dispose();
  }
}

/** Milliseconds in which a new client has a list that holds a tool. */
async function timeToList(url: string, apiKey: string, tool: string): Promise<number> {
  const startedMs = performance.now();
  const headers = await openSession(url, apiKey);
  const answer = await postMessage(url, headers, { id: 1, method: "tools/list" });
  const text = await answer.text();
  if (!text.includes(`"${tool}"`)) throw new Error(`${tool} was not listed: ${answer.status} ${text}`);
  return performance.now() - startedMs;
}

/** Calls that will not be answered, until the returned function gives them up. */
function makeStuckCalls(url: string, headers: Record<string, string>, tools: readonly string[]): () => void {
  const giveUp = new AbortController();
  for (let call = 0; call < stuckCalls; call += 1) {
    for (const name of tools) {
      void postMessage(url, headers, {
        id: `stuck ${name} ${call}`,
        method: "tools/call",
        params: { name, arguments: {} },
        signal: giveUp.signal,
      })
        .then((answer) => answer.body?.cancel())
        .catch(() => undefined);
    }
  }
  return () => giveUp.abort();
}
