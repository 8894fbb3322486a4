import type { FlatJson, JsonNode } from "./flatten-json.ts";
import type { JsonAnswer, JsonRequest } from "./json-worker.ts";

interface Asker {
  /** What has come so far. */
  parts: JsonNode[][];
  resolve: (flat: FlatJson) => void;
  reject: (error: Error) => void;
}

const waiting = new Map<number, Asker>();
let worker: Worker | undefined;
let lastId = 0;

function start(): Worker {
  const started = new Worker(new URL("./json-worker.ts", import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data }: MessageEvent<JsonAnswer>) => {
    const asker = waiting.get(data.id);
    if ("nodes" in data) asker?.parts.push(data.nodes);
    if ("nodes" in data && data.isCut === undefined) return;
    waiting.delete(data.id);
    if ("error" in data) asker?.reject(new Error(data.error));
    else asker?.resolve({ nodes: asker.parts.flat(), isCut: data.isCut ?? false });
  });
  started.addEventListener("error", () => {
    for (const asker of waiting.values()) asker.reject(new Error("It could not be read."));
    waiting.clear();
    worker = undefined;
  });
  return started;
}

/** Parses and flattens in a worker shared by all viewers: the page never waits for it. Rejects what is no JSON. */
export function parseJson(text: string, maxNodes: number): Promise<FlatJson> {
  worker ??= start();
  lastId += 1;
  const request: JsonRequest = { id: lastId, text, maxNodes };
  const { promise, resolve, reject } = Promise.withResolvers<FlatJson>();
  waiting.set(request.id, { parts: [], resolve, reject });
  worker.postMessage(request);
  return promise;
}
