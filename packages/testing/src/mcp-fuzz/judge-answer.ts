import type { Expected } from "./frame.ts";
import type { FrameAnswer } from "./send-frame.ts";

interface RpcAnswer {
  jsonrpc?: unknown;
  id?: unknown;
  result?: unknown;
  error?: { code?: unknown; message?: unknown; data?: { code?: unknown } };
}

const innerDetail = /node:internal|\/packages\/|SyntaxError|TypeError|at .+\.ts:\d|select .+ from/;

/** What is wrong with an answer; null = it is one of those that are right. */
export function judgeAnswer(answer: FrameAnswer, expected: Expected): string | null {
  const { status, type, text } = answer;
  const got = `${status} ${text.slice(0, 300)}`;
  if (!expected.statuses.includes(status)) return `expected ${expected.statuses.join(" or ")}: ${got}`;
  if (innerDetail.test(text)) return `inner detail: ${got}`;
  if (text === "" || type === "")
    return expected.codes === undefined || status === 202 ? null : `no body: ${got}`;
  const message = readMessage(answer);
  if (message === null) return `neither JSON nor an event stream of it: ${got}`;
  if (Array.isArray(message)) return null;
  const { error } = message;
  if (message.jsonrpc !== "2.0" || (message.result === undefined) === (error === undefined)) {
    return `no JSON-RPC: ${got}`;
  }
  if (error && !(Number.isInteger(error.code) && typeof error.message === "string"))
    return `no error: ${got}`;
  if (error?.data?.code === "internal") return `an error of ours: ${got}`;
  if (expected.codes && error && !expected.codes.some((code) => code === error.code)) {
    return `expected ${expected.codes.join(" or ") || "a result"}: ${got}`;
  }
  if (expected.codes && !error && !expected.orResult)
    return `expected ${expected.codes.join(" or ")}: ${got}`;
  if ("id" in expected && message.id !== expected.id) return `expected the id ${expected.id}: ${got}`;
  return null;
}

/** The message itself, or the last one of a stream, which is the answer. */
function readMessage({ type, text }: FrameAnswer): RpcAnswer | RpcAnswer[] | null {
  const lines = text.split("\n").filter((line) => line.startsWith("data: "));
  const json = type.startsWith("text/event-stream") ? lines.at(-1)?.slice("data: ".length) : text;
  try {
    const value: unknown = JSON.parse(json ?? "");
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
