import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";

/** The port kept in the data directory while it is free, else a free one, which is then kept. Loopback only. */
export async function pickPort(dataDir: string): Promise<number> {
  const file = join(dataDir, "postgres.port");
  const kept = Number(await readFile(file, "utf8").catch(() => "0"));
  if (kept > 0 && kept < 65_536 && (await freePort(kept)) === kept) return kept;
  const picked = await freePort(0);
  if (picked === undefined) throw new Error("no free port on 127.0.0.1");
  await writeFile(file, `${picked}\n`);
  return picked;
}

/** The port when it can be bound; for 0 one that the system picks. */
async function freePort(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : undefined;
  } catch {
    return undefined;
  } finally {
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  }
}
