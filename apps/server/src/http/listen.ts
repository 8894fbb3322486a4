import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import { newId } from "@patchops/contract";
import { StartError } from "../start-error.ts";

export interface HttpServer {
  readonly server: Server;
  /** From now on requests are answered; before, they hear that the server is starting. */
  serve(listener: RequestListener): void;
  /** Takes no new connection, gives requests under way until the deadline, then closes every socket. */
  close(deadlineMs: number): Promise<void>;
}

/** Names each request by an id of ours, so that no client can take another's. */
export function requestIds(): (request: IncomingMessage) => string {
  const ids = new WeakMap<IncomingMessage, string>();
  return (request) => {
    const known = ids.get(request);
    if (known !== undefined) return known;
    const made = newId();
    ids.set(request, made);
    return made;
  };
}

function isEventStream(response: ServerResponse): boolean {
  return String(response.getHeader("content-type") ?? "").startsWith("text/event-stream");
}

/** The one node:http server of this process. */
export function createHttpServer(): HttpServer {
  let listener: RequestListener = (request, response) => {
    const isAlive = request.url === "/healthz";
    response.writeHead(isAlive ? 200 : 503, { "content-type": "application/json", "retry-after": "1" });
    response.end(
      isAlive
        ? '{"status":"starting"}'
        : '{"error":{"code":"unavailable","message":"PatchOps is starting."}}',
    );
  };
  const open = new Set<ServerResponse>();
  const server = createServer(
    { headersTimeout: 15_000, requestTimeout: 120_000, keepAliveTimeout: 65_000, maxHeaderSize: 32_768 },
    (request, response) => {
      open.add(response);
      response.once("close", () => open.delete(response));
      listener(request, response);
    },
  );
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return {
    server,
    serve: (next) => {
      listener = next;
    },
    close: (deadlineMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => server.closeAllConnections(), deadlineMs);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
        // An event stream has no end of its own; its reader comes back by itself.
        for (const response of open) if (isEventStream(response)) response.destroy();
        // Node counts a connection that never sent a request among the busy ones.
        const busy = new Set([...open].map((response) => response.socket));
        for (const socket of sockets) if (!busy.has(socket)) socket.destroy();
      }),
  };
}

/** Listens; answers the port. Throws `StartError` when it is taken or not allowed. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new StartError(`Port ${port} is taken.`, `Start with: PORT=${port + 1} npm start`, error);
    case "EACCES":
      return new StartError(
        `Port ${port} needs more rights than this account has.`,
        "Start with: PORT=3000 npm start",
        error,
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new StartError(
        `This machine has no address ${host}.`,
        "Start with: HOST=127.0.0.1 npm start",
        error,
      );
    default:
      return error;
  }
}
