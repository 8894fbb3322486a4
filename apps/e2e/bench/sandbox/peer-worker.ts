import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/** What is used of the peers, whose packages are installed on demand. */
interface QuickJs {
  getQuickJS(): Promise<{
    newContext(): {
      evalCode(code: string): unknown;
      unwrapResult(result: unknown): { dispose(): void };
      dump(handle: unknown): unknown;
      dispose(): void;
    };
  }>;
}
interface CodeMode {
  CodeModeUtcpClient: {
    create(): Promise<{ callToolChain(code: string, timeoutMs: number): Promise<{ result: unknown }> }>;
  };
}

/** As many as somebody may have connected: a peer makes a function for each, in each context. */
const stubs = `const tools = {}; ${Array.from({ length: 60 }, (_, at) => `tools.tool${at} = (args) => ["tool${at}", args];`).join("")}`;

const [directory = "", kind = ""] = process.argv.slice(2);
const packageRequire = createRequire(`${directory}/package.json`);

async function load(name: string): Promise<unknown> {
  return import(pathToFileURL(packageRequire.resolve(name)).href);
}

/** Runs "hello" once as the peer does it. */
async function openRun(): Promise<() => Promise<unknown>> {
  if (kind === "code-mode") {
    const { CodeModeUtcpClient } = (await load("@utcp/code-mode")) as CodeMode;
    const client = await CodeModeUtcpClient.create();
    return async () => (await client.callToolChain("return 'hello'", 5_000)).result;
  }
  const { getQuickJS } = (await load("quickjs-emscripten")) as QuickJs;
  const engine = await getQuickJS();
  return async () => {
    const context = engine.newContext();
    context.unwrapResult(context.evalCode(stubs)).dispose();
    const handle = context.unwrapResult(context.evalCode("'hello'"));
    const value = context.dump(handle);
    handle.dispose();
    context.dispose();
    return value;
  };
}

const run = await openRun();
process.on("message", async () => {
  const startedMs = performance.now();
  const value = await run();
  process.send?.({ ms: performance.now() - startedMs, isRight: value === "hello" });
});
process.send?.({ ms: 0, isRight: true });
