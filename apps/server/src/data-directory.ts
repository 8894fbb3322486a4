import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The files by which commands on this host find the running server; both mode 0600. */
export interface Handshake {
  remove(): Promise<void>;
}

/** Writes where the server listens and its operator token, for `patchops setup`, `admin` and `doctor`. */
export async function writeHandshake(
  dataDir: string,
  url: string,
  operatorToken: string,
): Promise<Handshake> {
  const tokenFile = join(dataDir, "operator-token");
  const serverFile = join(dataDir, "server.json");
  await rm(tokenFile, { force: true });
  await writeFile(tokenFile, `${operatorToken}\n`, { mode: 0o600 });
  const server = { url, pid: process.pid, startedAt: new Date().toISOString() };
  await rm(serverFile, { force: true });
  await writeFile(serverFile, `${JSON.stringify(server)}\n`, { mode: 0o600 });
  return {
    remove: async () => {
      await Promise.all([rm(serverFile, { force: true }), rm(tokenFile, { force: true })]);
    },
  };
}
