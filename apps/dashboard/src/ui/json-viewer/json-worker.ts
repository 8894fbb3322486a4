import { type FlatJson, flattenJson } from "./flatten-json.ts";

export interface JsonRequest {
  id: number;
  text: string;
  maxNodes: number;
}

export type JsonAnswer = { id: number } & ({ flat: FlatJson } | { error: string });

self.addEventListener("message", ({ data }: MessageEvent<JsonRequest>) => {
  let answer: JsonAnswer;
  try {
    answer = { id: data.id, flat: flattenJson(JSON.parse(data.text), data.maxNodes) };
  } catch (error) {
    answer = { id: data.id, error: error instanceof Error ? error.message : "It is no JSON." };
  }
  self.postMessage(answer);
});
