import { setTimeout as wait } from "node:timers/promises";
import { createClient } from "@patchops/sdk";
import { openSession } from "../bench/open-session.ts";
import { postMessage } from "../bench/post-message.ts";

/** The kinds of metered events, as the database calls them. */
export const kinds = ["call", "execution", "resource", "prompt", "completion"] as const;
export type Kind = (typeof kinds)[number];

/** What clients of one node began, and what of it they were answered with a result. */
export type Tallies = Record<Kind, { tried: number; answered: number }>;

interface Ask {
  kind: Kind;
  method: string;
  params: Record<string, unknown>;
}

const asks = {
  call: {
    kind: "call",
    method: "tools/call",
    params: { name: "demo_list_orders", arguments: { limit: 1 } },
  },
  read: { kind: "resource", method: "resources/read", params: { uri: "demo://shop/orders.csv" } },
  prompt: {
    kind: "prompt",
    method: "prompts/get",
    params: { name: "demo_order_summary", arguments: { status: "open" } },
  },
  complete: {
    kind: "completion",
    method: "completion/complete",
    params: {
      ref: { type: "ref/prompt", name: "demo_order_summary" },
      argument: { name: "status", value: "o" },
    },
  },
} satisfies Record<string, Ask>;

/** Calls are most of what clients do. */
const round: readonly Ask[] = [asks.call, asks.read, asks.call, asks.prompt, asks.call, asks.complete];
const program = "return (await tools.demo.list_orders({ limit: 1 })).orders.length";
const modernVersion = "2026-07-28";

export interface MixedLoad {
  readonly tallies: Tallies;
  /** MCP clients of both eras that call, read, get prompts and complete, and programs that call; until the signal is given. */
  keepGoing(signal: AbortSignal): Promise<void>;
}

/**
 * What clients do at the node of `urlOf`, whose address may change with a restart; nothing is sent twice. Each rests for `pauseMs`
 * between two requests.
 */
export function createMixedLoad(urlOf: () => string, apiKey: string, pauseMs = 0): MixedLoad {
  const none = () => ({ tried: 0, answered: 0 });
  const tallies: Tallies = {
    call: none(),
    execution: none(),
    resource: none(),
    prompt: none(),
    completion: none(),
  };

  async function ask({ kind, method, params }: Ask, headers: Record<string, string>): Promise<void> {
    tallies[kind].tried += 1;
    const answer = await postMessage(`${urlOf()}/mcp`, headers, { id: 1, method, params });
    const text = await answer.text();
    if (!answer.ok || !text.includes('"result"') || text.includes('"isError":true')) throw new Error(text);
    tallies[kind].answered += 1;
    if (pauseMs > 0) await wait(pauseMs);
  }

  async function beLegacy(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const session = await openSession(`${urlOf()}/mcp`, apiKey);
        for (let turn = 0; !signal.aborted; turn += 1)
          await ask(round[turn % round.length] ?? asks.call, session);
      } catch {
        await wait(50);
      }
    }
  }

  async function beModern(signal: AbortSignal): Promise<void> {
    const meta = {
      "io.modelcontextprotocol/protocolVersion": modernVersion,
      "io.modelcontextprotocol/clientCapabilities": {},
      "io.modelcontextprotocol/clientInfo": { name: "modern", version: "1" },
    };
    for (let turn = 0; !signal.aborted; turn += 1) {
      const { kind, method, params } = round[turn % round.length] ?? asks.call;
      const name = "name" in params ? params.name : "uri" in params ? params.uri : undefined;
      const headers = {
        authorization: `Bearer ${apiKey}`,
        "mcp-protocol-version": modernVersion,
        "mcp-method": method,
        ...(typeof name === "string" && { "mcp-name": name }),
      };
      await ask({ kind, method, params: { ...params, _meta: meta } }, headers).catch(() => wait(50));
    }
  }

  async function beProgram(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      tallies.call.tried += 1;
      tallies.execution.tried += 1;
      const run = createClient({ url: urlOf(), apiKey }).execute(program);
      const status = await run.result().then(
        (result) => result.status,
        () => "cut",
      );
      if (status !== "succeeded") {
        await wait(100);
        continue;
      }
      tallies.call.answered += 1;
      tallies.execution.answered += 1;
      if (pauseMs > 0) await wait(pauseMs);
    }
  }

  return {
    tallies,
    async keepGoing(signal) {
      await Promise.all([beLegacy, beLegacy, beModern, beModern, beProgram].map((be) => be(signal)));
    },
  };
}
