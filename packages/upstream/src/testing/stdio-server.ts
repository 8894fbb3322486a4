/** A stdio server for tests, run as a process of its own; each tool is a thing that such a server may do. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

interface Line {
  id?: number;
  method?: string;
  params?: { name?: string; arguments?: unknown; _meta?: { progressToken?: number } };
}

const write = (message: object) =>
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
const tools = [{ name: "echo", inputSchema: { type: "object" } }];

function call(id: number, { name, arguments: given, _meta }: NonNullable<Line["params"]>): void {
  switch (name) {
    case "environment":
      // biome-ignore lint/style/noProcessEnv: what this process was given is what the test asks for.
      write({ id, result: { environment: process.env, directory: process.cwd() } });
      break;
    case "pid":
      write({ id, result: { pid: process.pid } });
      break;
    case "exit":
      process.stderr.write("last words\n");
      process.exit(3);
      break;
    case "hang":
      break;
    case "flood":
      process.stdout.write("x".repeat(1_000_000));
      break;
    case "noise":
      process.stdout.write("starting up…\n{ not json\n[]\n\n");
      write({
        method: "notifications/progress",
        params: { progressToken: _meta?.progressToken, progress: 1 },
      });
      write({ id: id + 1_000, result: { stolen: true } });
      process.stderr.write("e".repeat(1_000_000));
      write({ id, result: { quiet: true } });
      break;
    case "spawn": {
      const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
      write({ id, result: { pid: child.pid } });
      break;
    }
    default:
      write({ id, result: { echo: given ?? null } });
  }
}

// A server that does not end when its input does, so that only a signal helps; a stubborn one takes SIGKILL.
if (process.argv.includes("--stubborn")) process.on("SIGTERM", () => undefined);
if (process.argv.includes("--stubborn") || process.argv.includes("--deaf"))
  setInterval(() => undefined, 1_000);

createInterface({ input: process.stdin }).on("line", (text) => {
  const { id, method, params = {} } = JSON.parse(text) as Line;
  if (id === undefined) return;
  if (method === "initialize") {
    const serverInfo = { name: "stdio-stub", version: "1" };
    write({
      id,
      result: { protocolVersion: "2025-11-25", capabilities: { tools: { listChanged: true } }, serverInfo },
    });
  } else if (method === "tools/list") write({ id, result: { tools } });
  else if (method === "tools/call") call(id, params);
});
