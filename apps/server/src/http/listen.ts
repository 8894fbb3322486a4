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
  /** Open connections, each with the answer to its newest request. */
  const connections = new Map<Socket, ServerResponse | null>();
  const server = createServer(
    { headersTimeout: 15_000, requestTimeout: 120_000, keepAliveTimeout: 65_000, maxHeaderSize: 32_768 },
    (request, response) => {
      connections.set(request.socket, response);
      listener(request, response);
    },
  );
  server.on("connection", (socket) => {
    connections.set(socket, null);
    socket.once("close", () => connections.delete(socket));
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
        // An event stream has no end of its own; its reader comes back by itself. Node counts a connection that never
        // sent a request among the busy ones.
        for (const [socket, response] of connections) {
          if (response === null || response.writableFinished || isEventStream(response)) socket.destroy();
        }
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
