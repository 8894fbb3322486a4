import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installClient } from "../../clients/install-client.ts";

const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "main.js", esModule = embed "main.js")],
  compatibilityDate = "2025-11-01",
  bindings = [(name = "loader", workerLoader = (id = "programs"))],
);`;

/** Loads as many programs one after another as it is asked for, each as a worker of its own. */
const main = `const program = {
  compatibilityDate: "2025-11-01", mainModule: "program.js", globalOutbound: null,
  modules: { "program.js": "export default { fetch: () => new Response('hello') }" },
};
export default {
  async fetch(request, { loader }) {
    const count = Number(new URL(request.url).searchParams.get("count"));
    for (let index = 0; index < count; index += 1) {
      const worker = loader.get(crypto.randomUUID(), () => program);
      const said = await (await worker.getEntrypoint().fetch("http://program/")).text();
      if (said !== "hello") return new Response(said, { status: 500 });
    }
    return new Response("done");
  },
};`;

/** Cloudflare's workerd, which runs each program as a worker that it loads for it. */
export async function openWorkerd() {
  const command = await installClient("workerd", "1.20261117.1", { command: "workerd" });
  const directory = await mkdtemp(join(tmpdir(), "patchops-workerd-"));
  await writeFile(join(directory, "config.capnp"), config);
  await writeFile(join(directory, "main.js"), main);
  const child = spawn(
    command,
    ["serve", join(directory, "config.capnp"), "--experimental", "--control-fd=3"],
    { stdio: ["ignore", "ignore", "inherit", "pipe"] },
  );
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once("error", reject);
  child.once("exit", () => reject(new Error("workerd ended")));
  child.stdio[3]?.on("data", (line: Buffer) => resolve(JSON.parse(line.toString("utf8")).port));
  const port = await promise;
  return {
    /** Runs "hello" that many times, one after another; the request costs little beside. */
    async run(count: number): Promise<void> {
      const response = await fetch(`http://127.0.0.1:${port}/?count=${count}`);
      const said = await response.text();
      if (said !== "done") throw new Error(`workerd answered ${said}`);
    },
    async close(): Promise<void> {
      child.kill();
      await rm(directory, { recursive: true });
    },
  };
}
