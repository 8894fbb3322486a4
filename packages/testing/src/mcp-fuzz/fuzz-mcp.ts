import { Agent } from "node:http";
import type { Frame } from "./frame.ts";
import { createGround } from "./ground.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { openFuzzSession } from "./open-fuzz-session.ts";
import { createRandom } from "./random.ts";
import { sendFrame } from "./send-frame.ts";
import { type Spoil, spoiledBodies } from "./spoil-body.ts";
import { spoiledParams } from "./spoil-params.ts";
import { spoiledRequests } from "./spoil-request.ts";

export interface FuzzOptions {
  /** Of the gateway, without a path. */
  url: string;
  /** Whose frames are sent: with a connection to the full server in its legacy form, whose names begin with `prefix`. */
  sender: { apiKey: string; prefix: string };
  /** Who is not to notice: `tool` answers its arguments as JSON. */
  neighbor: { apiKey: string; tool: string };
  frames: number;
  seed: number;
  /** Frames under way at a time. Default 16. */
  concurrency?: number;
}

export interface FuzzReport {
  /** How many frames of each kind were sent. */
  kinds: Record<string, number>;
  /** What was answered otherwise than the specification says, with the number of the frame, which draws it again with the same seed. */
  faults: string[];
  neighbor: { calls: number; wrong: number; slowestMs: number };
}

const maxFaults = 20;
const kinds: Readonly<Record<string, Spoil>> = { ...spoiledBodies, ...spoiledParams, ...spoiledRequests };
/** These cost megabytes or seconds each. */
const rare = { "too large": 0.002, endless: 0.001, "odd initialize": 0.01 };
const common = Object.keys(kinds).filter((name) => !(name in rare));

/** Sends frames that are wrong in every way there is, and some that are right, to a gateway in use by somebody else. */
export async function fuzzMcp(options: FuzzOptions): Promise<FuzzReport> {
  const { url, sender, frames, seed, concurrency = 16 } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const open = (apiKey: string, version: string) => openFuzzSession(url, { apiKey, version });
  const ground = {
    url,
    ...sender,
    sessionId: await open(sender.apiKey, "2025-11-25"),
    batchSessionId: await open(sender.apiKey, "2025-03-26"),
    foreignSessionId: await open(options.neighbor.apiKey, "2025-11-25"),
  };
  const report: FuzzReport = { kinds: {}, faults: [], neighbor: { calls: 0, wrong: 0, slowestMs: 0 } };
  let next = 0;
  async function sendFrames(): Promise<void> {
    while (next < frames && report.faults.length < maxFaults) {
      const number = next++;
      const frame = drawFrame(createGround(ground, createRandom(seed * 1_000_003 + number)));
      report.kinds[frame.kind] = (report.kinds[frame.kind] ?? 0) + 1;
      const problem = await sendFrame(url, frame, agent).then(
        (answer) => judgeAnswer(answer, frame.expected),
        (error: unknown) => `no answer: ${error}`,
      );
      if (problem !== null) report.faults.push(describe(number, frame, problem));
    }
  }
  const stopping = new AbortController();
  const calling = callOn(options, {
    sessionId: ground.foreignSessionId,
    signal: stopping.signal,
    heard: report.neighbor,
  });
  try {
    await Promise.all(Array.from({ length: concurrency }, sendFrames));
  } finally {
    stopping.abort();
    await calling;
    agent.destroy();
  }
  return report;
}

function drawFrame(ground: ReturnType<typeof createGround>): Frame {
  let drawn = ground.random.next();
  for (const [name, share] of Object.entries(rare)) {
    if (drawn < share) return made(name, ground);
    drawn -= share;
  }
  return made(ground.random.pick(common), ground);
}

function made(name: string, ground: ReturnType<typeof createGround>): Frame {
  const spoil = kinds[name];
  if (!spoil) throw new Error(`there is no kind ${name}`);
  return spoil(ground);
}

function describe(number: number, { kind, method, path, headers, body }: Frame, problem: string): string {
  const { authorization: _secret, ...shown } = headers;
  return `${number} (${kind}): ${problem}\n  ${method} ${path} ${JSON.stringify(shown).slice(0, 600)} ${String(body ?? "").slice(0, 400)}`;
}

/** Calls one after the other, with the ids that the frames have as well. */
async function callOn(
  { url, neighbor }: FuzzOptions,
  { sessionId, signal, heard }: { sessionId: string; signal: AbortSignal; heard: FuzzReport["neighbor"] },
): Promise<void> {
  while (!signal.aborted) {
    heard.calls += 1;
    const [id, given] = [heard.calls % 8, { n: heard.calls }];
    const startedMs = performance.now();
    const answer = await fetch(`${url}/mcp`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${neighbor.apiKey}`,
        "content-type": "application/json",
        accept: "application/json",
        "mcp-session-id": sessionId,
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id,
        method: "tools/call",
        params: { name: neighbor.tool, arguments: given },
      }),
    }).then(
      (response) => response.text(),
      (error: unknown) => String(error),
    );
    const right = {
      jsonrpc: "2.0",
      id,
      result: { content: [{ type: "text", text: JSON.stringify(given) }] },
    };
    if (answer !== JSON.stringify(right)) heard.wrong += 1;
    heard.slowestMs = Math.max(heard.slowestMs, performance.now() - startedMs);
  }
}
