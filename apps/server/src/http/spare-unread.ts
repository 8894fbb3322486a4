import type { Server } from "node:http";
import type { Socket } from "node:net";

const answers: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Payload Too Large",
};

/**
 * Node counts a new connection's time from when it is accepted, and an idle one's from its last answer. Where more comes at once than
 * this process reads in that time, no sender was slow: what waits is read before anybody is refused. All else is as Node does it.
 * `isAnswering`: an answer has begun on the socket, which nothing may be written into.
 */
export function spareUnread(server: Server, isAnswering: (socket: Socket) => boolean): void {
  function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
    if (socket.writable && !isAnswering(socket)) {
      socket.write(`HTTP/1.1 ${answers[error.code ?? ""] ?? "400 Bad Request"}\r\nConnection: close\r\n\r\n`);
    }
    socket.destroy(error);
  }

  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code !== "ERR_HTTP_REQUEST_TIMEOUT" || socket.bytesRead > 0) refuse(error, socket);
    // Once its request begins Node counts its time anew.
    else unlessRead(socket, () => refuse(error, socket));
  });
  server.on("timeout", (socket) => unlessRead(socket, () => socket.destroy()));
}

/** In the second turn of the event loop from here, between which all that waits is read. */
function unlessRead(socket: Socket, then: () => void): void {
  const before = socket.bytesRead;
  setImmediate(() =>
    setImmediate(() => {
      if (socket.bytesRead === before) then();
    }),
  );
}
