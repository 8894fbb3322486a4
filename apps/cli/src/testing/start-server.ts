import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { createTestDatabase } from "@patchops/testing";

const main = fileURLToPath(new URL("../../../server/src/serve.mjs", import.meta.url));

export interface TestServer {
  url: string;
  stop(): Promise<void>;
}

/** The product itself, in a process of its own on a free port and a database of the cluster that the run shares. */
export async function startServer(dataDir: string): Promise<TestServer> {
  const database = await createTestDatabase({ isOpened: true });
  const child = spawn(process.execPath, [main], {
    env: {
      PORT: "0",
      PATCHOPS_DATA_DIR: dataDir,
      DATABASE_URL: database.connectionString,
      PATCHOPS_BACKUP_DIR: join(dataDir, "backups"),
      PATCHOPS_UPSTREAM_ALLOW: "127.0.0.1:*",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  let printed = "";
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const found = /PatchOps is running\s+(\S+)/.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", () => reject(new Error(`The server did not start:\n${printed}`)));
  });
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      await ended;
      await database.drop();
    },
  };
}
