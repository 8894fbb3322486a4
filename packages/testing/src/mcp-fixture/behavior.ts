import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";

/** How the fixture treats the requests it is told to mistreat. */
export type FixtureBehavior =
  | { kind: "normal" }
  /** Answers rightly, but late. */
  | { kind: "slow"; delayMs: number }
  /** Takes the request and never answers. */
  | { kind: "hang" }
  /** Breaks the connection off: before any byte, or after the headers. */
  | { kind: "reset"; after?: "headers" }
  /** A web page with status 200. */
  | { kind: "html" }
  /** 401; with `resourceMetadataUrl` also the header that points to OAuth metadata (RFC 9728). */
  | { kind: "unauthorized"; resourceMetadataUrl?: string }
  /** An error status with a short text. */
  | { kind: "status"; status: number; headers?: Record<string, string> }
  /** A redirect. */
  | { kind: "redirect"; status: 302 | 307 | 308; location: string }
  /** A JSON-RPC answer whose one text has this size; it is made while it is sent. */
  | { kind: "huge"; sizeBytes: number }
  /** The right answer at this speed. */
  | { kind: "trickle"; bytesPerSecond: number }
  /** A body that is no JSON. */
  | { kind: "garbage" };

/** Writes what is not an answer of the protocol; false when the request is to be answered rightly. */
export async function misbehave(
  behavior: FixtureBehavior,
  response: ServerResponse,
  id: unknown,
): Promise<boolean> {
  switch (behavior.kind) {
    case "normal":
    case "trickle":
      return false;
    case "slow":
      await setTimeout(behavior.delayMs);
      return false;
    case "hang":
      return true;
    case "reset":
      if (behavior.after === "headers") {
        response.writeHead(200, { "content-type": "application/json" }).write("{");
        await setTimeout(5);
      }
      response.socket?.resetAndDestroy();
      return true;
    case "html":
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Welcome</title>");
      return true;
    case "unauthorized": {
      const metadata = behavior.resourceMetadataUrl;
      const parameters = metadata === undefined ? "" : `, resource_metadata="${metadata}"`;
      response.writeHead(401, { "www-authenticate": `Bearer error="invalid_token"${parameters}` }).end();
      return true;
    }
    case "status":
      response
        .writeHead(behavior.status, { "content-type": "text/plain", ...behavior.headers })
        .end("refused");
      return true;
    case "redirect":
      response.writeHead(behavior.status, { location: behavior.location }).end();
      return true;
    case "garbage":
      response.writeHead(200, { "content-type": "application/json" }).end('{"jsonrpc": "2.0", "id"');
      return true;
    case "huge":
      await writeHuge(response, id, behavior.sizeBytes);
      return true;
  }
}

async function writeHuge(response: ServerResponse, id: unknown, sizeBytes: number): Promise<void> {
  const chunk = "x".repeat(64 * 1024);
  const closed = once(response, "close");
  response.writeHead(200, { "content-type": "application/json" });
  response.write(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{"content":[{"type":"text","text":"`);
  for (let left = sizeBytes; left > 0 && !response.destroyed; left -= chunk.length) {
    const hasRoom = response.write(left >= chunk.length ? chunk : chunk.slice(0, left));
    if (!hasRoom) await Promise.race([once(response, "drain"), closed]);
  }
  response.end('"}]}}');
}
