import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Turnstile {
  url: string;
  close(): Promise<void>;
}

/** Lets so many processes in at a time: each request is answered when its turn comes, and has it until it is closed. */
export async function startTurnstile(places: number): Promise<Turnstile> {
  const waiting = new Set<ServerResponse>();
  let inside = 0;
  function letIn(): void {
    for (const response of waiting) {
      if (inside >= places) return;
      waiting.delete(response);
      inside += 1;
      response.once("close", () => {
        inside -= 1;
        letIn();
      });
      response.writeHead(200).flushHeaders();
    }
  }
  const server = createServer((_request, response) => {
    waiting.add(response);
    response.once("close", () => waiting.delete(response));
    letIn();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
