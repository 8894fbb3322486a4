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
import { spareUnread } from "./spare-unread.ts";

export interface HttpServer {
  readonly server: Server;
  /** From now on requests are answered; before, they hear that the server is starting. */
  serve(listener: RequestListener): void;
  /**
   * Until the next `serve`, requests hear that the server is busy. Gives those under way, but for the one of `except`,
   * until the deadline, then closes their sockets.
   */
  pause(except: ServerResponse, deadlineMs: number): Promise<void>;
  /** Sets how long a sender may take for its whole request; 0 = as long as it likes. Answers the function that sets it back. */
  setRequestTimeout(timeoutMs: number): () => void;
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

function notServing(status: string, message: string): RequestListener {
  return (request, response) => {
    const isAlive = request.url === "/healthz";
    response.writeHead(isAlive ? 200 : 503, { "content-type": "application/json", "retry-after": "1" });
    response.end(
      JSON.stringify(isAlive ? { status } : { error: { code: "unavailable", message, retryable: true } }),
    );
  };
}

/** The one node:http server of this process. */
export function createHttpServer(): HttpServer {
  let listener = notServing("starting", "PatchOps is starting.");
  /** Open connections, each with the answer to its newest request. */
  const connections = new Map<Socket, ServerResponse | null>();
  const server = createServer(
    {
      headersTimeout: 15_000,
      requestTimeout: 120_000,
      keepAliveTimeout: 65_000,
      // Clients are told the former alone: a busy one may send its next request somewhat later.
      keepAliveTimeoutBuffer: 15_000,
      maxHeaderSize: 32_768,
    },
    (request, response) => {
      connections.set(request.socket, response);
      listener(request, response);
    },
  );
  spareUnread(server, (socket) => {
    const response = connections.get(socket);
    return response?.headersSent === true && !response.writableFinished;
  });
  server.on("connection", (socket) => {
    connections.set(socket, null);
    socket.once("close", () => connections.delete(socket));
  });
  return {
    server,
    serve: (next) => {
      listener = next;
    },
    async pause(except, deadlineMs) {
      listener = notServing("restoring", "PatchOps is being restored from a backup.");
      const others = [...connections.values()].filter(
        (response) => response !== null && response !== except && !response.closed,
      );
      const ended = others.map((response) => new Promise((resolve) => response?.once("close", resolve)));
      for (const response of others) if (response && isEventStream(response)) response.destroy();
      const timer = setTimeout(() => {
        for (const response of others) response?.destroy();
      }, deadlineMs);
      await Promise.all(ended);
      clearTimeout(timer);
    },
    setRequestTimeout(timeoutMs) {
      const before = server.requestTimeout;
      server.requestTimeout = timeoutMs;
      return () => {
        server.requestTimeout = before;
      };
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

/**
 * New connections that may wait to be accepted; the system's own limit (Linux: `net.core.somaxconn`) holds as well. Beyond it Linux
 * answers with cookies, and resets some of those who took it that they were connected.
 */
const backlog = 4_096;

/** Listens; answers the port. Throws `StartError` when it is taken or not allowed. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen({ port, host, backlog }, () => {
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
