import {
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type Transport,
} from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { fullServerCommand, startFullServer } from "@patchops/testing";
import type { Era } from "./open-peer.ts";

export interface Upstream {
  /** The eras that it speaks itself. */
  era: Era;
  /** What a connection to it is made of. */
  target: { kind: "http"; url: string } | { kind: "stdio"; command: string; args: string[] };
  /** Straight to it, past the gateway. */
  dial(): Transport;
  close(): Promise<void>;
}

async function http(kind: "legacy" | "modern" | "sse"): Promise<Upstream> {
  const { url, close } = await startFullServer(kind);
  const Dial = kind === "sse" ? SSEClientTransport : StreamableHTTPClientTransport;
  return {
    era: kind === "modern" ? "modern" : "legacy",
    target: { kind: "http", url },
    dial: () => new Dial(new URL(url)),
    close,
  };
}

async function stdio(era: Era): Promise<Upstream> {
  const { env, ...command } = fullServerCommand(era);
  return {
    era,
    target: { kind: "stdio", ...command },
    dial: () => new StdioClientTransport({ ...command, env }),
    close: () => Promise.resolve(),
  };
}

/** The full server behind each transport and era there is. */
export const upstreams = {
  legacy: () => http("legacy"),
  modern: () => http("modern"),
  sse: () => http("sse"),
  "stdio legacy": () => stdio("legacy"),
  "stdio modern": () => stdio("modern"),
};

export type UpstreamName = keyof typeof upstreams;
