import { flattenJson, type JsonNode } from "./flatten-json.ts";

export interface JsonRequest {
  id: number;
  text: string;
  maxNodes: number;
}

/** The lines come in parts; the last one says whether there were more. */
export type JsonAnswer = { id: number } & ({ nodes: JsonNode[]; isCut?: boolean } | { error: string });

/** The page takes a part in without being stopped: copying all lines at once would take longer than a frame. */
const partLength = 5_000;

self.addEventListener("message", ({ data: { id, text, maxNodes } }: MessageEvent<JsonRequest>) => {
  const answer = (message: JsonAnswer) => self.postMessage(message);
  try {
    const { nodes, isCut } = flattenJson(JSON.parse(text), maxNodes);
    for (let from = 0; from < nodes.length; from += partLength) {
      const to = from + partLength;
      answer({ id, nodes: nodes.slice(from, to), ...(to >= nodes.length && { isCut }) });
    }
  } catch (error) {
    answer({ id, error: error instanceof Error ? error.message : "It is no JSON." });
  }
});
