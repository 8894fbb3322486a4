import { createClient } from "@patchops/sdk";

/** What one account did, as its callers heard it. */
interface Heard {
  /** Ids of calls that were answered with a result. */
  answered: Set<string>;
  /** Answers that were no result, by their code; `cut` when no answer came at all. */
  refused: Map<string, number>;
  /** Milliseconds of each answered call. */
  times: number[];
}

export interface Caller {
  readonly apiKey: string;
  readonly heard: Heard;
  /** One call without a retry; true when it was answered with a result. Never throws. */
  call(tool: string, args?: Record<string, unknown>, timeoutMs?: number): Promise<boolean>;
  /** Callers that call one after the other until the signal is given. */
  keepCalling(
    tool: string,
    options: { callers: number; signal: AbortSignal; pauseMs?: number },
  ): Promise<void>;
  client(): ReturnType<typeof createClient>;
}

/** Calls as one account over HTTP; the address may change with a restart. */
export function createCaller(urlOf: () => string, apiKey: string): Caller {
  const heard: Heard = { answered: new Set(), refused: new Map(), times: [] };
  const refuse = (code: string) => heard.refused.set(code, (heard.refused.get(code) ?? 0) + 1);

  async function call(
    tool: string,
    args: Record<string, unknown> = {},
    timeoutMs = 10_000,
  ): Promise<boolean> {
    const startedMs = performance.now();
    try {
      const answer = await fetch(`${urlOf()}/trpc/tool.invoke`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${apiKey}` },
        body: JSON.stringify({ name: tool, arguments: args, timeoutMs }),
        signal: AbortSignal.timeout(timeoutMs + 60_000),
      });
      const body = (await answer.json()) as {
        result?: { data: { callId: string } };
        error?: { data?: { code?: string } };
      };
      if (body.result) {
        heard.answered.add(body.result.data.callId);
        heard.times.push(performance.now() - startedMs);
        return true;
      }
      refuse(body.error?.data?.code ?? `status ${answer.status}`);
    } catch {
      refuse("cut");
    }
    return false;
  }

  return {
    apiKey,
    heard,
    call,
    async keepCalling(tool, { callers, signal, pauseMs = 20 }) {
      await Promise.all(
        Array.from({ length: callers }, async () => {
          while (!signal.aborted) {
            const isAnswered = await call(tool);
            await new Promise((resolve) => setTimeout(resolve, isAnswered ? pauseMs : 100));
          }
        }),
      );
    },
    client: () => createClient({ url: urlOf(), apiKey }),
  };
}
