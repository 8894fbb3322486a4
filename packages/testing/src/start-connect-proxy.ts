import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { connect, type Socket } from "node:net";

export interface ConnectProxy {
  url: string;
  /** What was asked for by CONNECT, in order. */
  requests: { authority: string; headers: IncomingHttpHeaders }[];
  close(): Promise<void>;
}

export interface ConnectProxyOptions {
  /** Where a CONNECT leads; null refuses it with 403. Default: where it says. */
  route?: (authority: string) => { host: string; port: number } | null;
  /** What Proxy-Authorization must be; else 407. */
  authorization?: string;
}

/** A forward proxy on loopback that knows CONNECT alone. */
export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const requests: ConnectProxy["requests"] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("connect", (request, client, head) => {
    const authority = request.url ?? "";
    requests.push({ authority, headers: request.headers });
    client.on("error", () => undefined);
    if (options.authorization && request.headers["proxy-authorization"] !== options.authorization) {
      client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      return;
    }
    const to = (options.route ?? whereItSays)(authority);
    if (!to) {
      client.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    const target = connect(to.port, to.host, () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      target.write(head);
      target.pipe(client).pipe(target);
    });
    sockets.add(target);
    target.on("error", () => client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
    target.once("close", () => sockets.delete(target));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the proxy has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function whereItSays(authority: string): { host: string; port: number } {
  const url = new URL(`http://${authority}`);
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port || 80) };
}
