import { once } from "node:events";
import { createServer } from "node:net";

/** A port on 127.0.0.1 that is free now. For programs that cannot be told to take port 0 and say which they got. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return address.port;
}
