import { readFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CommandAnswer, runCommand } from "../run-command.ts";
import { startInstance } from "../start-instance.ts";
import { startTurnstile } from "./start-turnstile.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** A public https address, so that the instance has a metadata document; the suite expects it under this name. */
const publicUrl = "https://conformance-test.local";

export interface ClientSuite {
  /** Runs the suite against our upstream leg. */
  run(...args: string[]): Promise<CommandAnswer>;
  close(): Promise<void>;
}

/** An instance whose connections the official suite tries as a client. */
export async function openClientSuite(): Promise<ClientSuite> {
  const instance = await startInstance({
    env: {
      PATCHOPS_URL: publicUrl,
      PATCHOPS_ALLOWED_ORIGINS: publicUrl,
      PATCHOPS_UPSTREAM_ALLOW: "127.0.0.1:*,localhost:*",
    },
  });
  const { url } = JSON.parse(await readFile(join(instance.dataDir, "server.json"), "utf8"));
  const answer = await fetch(`${url}/trpc/account.signUp`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: publicUrl },
    body: JSON.stringify({ email: "suite@example.com", password: "correct horse battery" }),
  });
  // The suite begins all scenarios at once, which few machines can bear in time.
  const turnstile = await startTurnstile(4);
  const driver = JSON.stringify({
    url,
    publicUrl,
    cookie: answer.headers.getSetCookie()[0],
    turnstile: turnstile.url,
  });
  const program = join(root, "node_modules/@modelcontextprotocol/conformance/dist/index.js");
  return {
    run: (...args) =>
      runCommand(
        process.execPath,
        // Each waits for its turn meanwhile.
        [program, "client", "--command", "node conformance/client-driver.ts", "--timeout", "150000", ...args],
        {
          cwd: root,
          // The suite cuts the command at its blanks, which paths may have.
          env: {
            ...process.env,
            PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
            DRIVER: driver,
          },
          timeoutMs: 170_000,
        },
      ),
    async close() {
      await turnstile.close();
      await instance.dispose();
    },
  };
}
