import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An app on one's own machine that waits for the browser to come back. */
export interface Callback {
  redirectUrl: string;
  /** The address with which the browser came next. */
  next(): Promise<URL>;
  close(): Promise<void>;
}

export async function catchCallback(): Promise<Callback> {
  const waiting: ((url: URL) => void)[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    response
      .setHeader("content-type", "text/html")
      .end("<!doctype html><title>Done</title>You may close this.");
    if (url.pathname === "/callback") waiting.shift()?.(url);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    redirectUrl: `http://127.0.0.1:${port}/callback`,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
