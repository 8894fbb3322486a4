import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectDemo } from "./connect-demo.ts";
import { openShell, type Shell } from "./docs/open-shell.ts";
import { outputPattern, tidy } from "./docs/output-pattern.ts";
import { type Block, readBlocks } from "./docs/read-blocks.ts";
import { readExamples } from "./docs/read-examples.ts";
import { type CommandServer, serveCommands } from "./docs/serve-commands.ts";
import { type SharedInstance, sharedInstance } from "./shared-instance.ts";
import { type Instance, startInstance } from "./start-instance.ts";

const root = new URL("../../../", import.meta.url);
const read = (path: string) => readFileSync(fileURLToPath(new URL(path, root)), "utf8");
const list = (path: string, ending: string) =>
  readdirSync(fileURLToPath(new URL(path, root)), { encoding: "utf8", recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => `${path}${name}`);

const pages = ["README.md", "apps/cli/README.md", "packages/sdk/README.md", ...list("docs/", ".md")]
  .map((path) => {
    const all = readBlocks(read(path));
    return {
      path,
      blocks: all.filter(({ isRun }) => isRun),
      files: all.filter(({ file }) => file !== undefined),
    };
  })
  .filter(({ blocks }) => blocks.length > 0);

/** It begins on a server that nobody has used. */
const readme = "README.md";
/** They make an account and its key themselves; all others have one. */
const withoutKey = [readme, "docs/start.md"];
/** They connect the demo tools themselves. */
const withoutDemo = [...withoutKey, "docs/connections.md", "apps/cli/README.md"];

/** The address that the pages write, and this instance's. */
const written = "http://127.0.0.1:3000";

const shared = sharedInstance();
let commands: CommandServer;
beforeAll(async () => {
  commands = await serveCommands();
});
afterAll(() => commands?.close());

let people = 0;
async function openShellFor(path: string, instance: SharedInstance): Promise<Shell> {
  const env = { PATCHOPS_URL: instance.url, PATCHOPS_DATA_DIR: instance.dataDir };
  if (withoutKey.includes(path)) return openShell(env, { withNpx: path === readme });
  people += 1;
  const { apiKey } = await instance.setUp(`reader-${people}@example.com`);
  if (!withoutDemo.includes(path)) await connectDemo(instance, apiKey);
  return openShell({ ...env, PATCHOPS_API_KEY: apiKey });
}

/** The command that runs a block; programs of the SDK run under Node, all others in the sandbox. */
async function commandsOf(block: Block, shell: Shell, text: string): Promise<string> {
  if (block.language === "sh") return text;
  const file = block.file ?? "block.ts";
  await shell.save(file, text);
  return /from "@patchops\/sdk"/.test(text) ? `node ${file}` : `npx patchops run ${file}`;
}

describe.each(pages)("$path", ({ path, blocks, files }) => {
  let own: Instance | undefined;
  let instance: SharedInstance;
  let shell: Shell;
  beforeAll(async () => {
    if (path === readme) own = await startInstance();
    instance = own ?? shared;
    shell = await openShellFor(path, instance);
    for (const { file = "", text } of files) await shell.save(file, text);
    // Those start each command as a terminal does, and the README its first one by npm.
    if (!withoutKey.includes(path)) await shell.run(commands.functions);
  });
  afterAll(async () => {
    await shell?.close();
    await own?.dispose();
  });

  it.each(blocks)("line $line: runs, and prints what the page says", async (block) => {
    const here = (text: string) => text.replaceAll(written, instance.url);
    const { output, hasFailed } = await shell.run(await commandsOf(block, shell, here(block.text)));
    const { expected } = block;
    if (expected !== undefined) expect(tidy(output)).toMatch(outputPattern(here(expected)));
    // A page that shows an error means it.
    const isFailureShown = /^\w*Error\b/m.test(expected ?? "");
    expect(hasFailed, output).toBe(isFailureShown);
  });
});

describe("the SDK's docstrings", () => {
  const examples = list("packages/sdk/src/", ".ts").flatMap((path) =>
    readExamples(read(path)).map((example) => ({ path, ...example })),
  );
  const file = (place: number) => `example-${place}.ts`;
  /** What each file ended with: null, or its error. */
  let ended: Record<string, string | null> = {};

  // One after another in one process: starting Node and reading the SDK takes longer than what most of them do.
  beforeAll(async () => {
    const shell = await openShellFor("packages/sdk", shared);
    for (const [place, { code }] of examples.entries()) {
      const client = `const client = createClient({ url: ${JSON.stringify(written)}, apiKey: "po_…" });\n`;
      const program = `import { createClient, PatchOpsError } from "@patchops/sdk";\n${code.includes("createClient(") ? "" : client}${code}\nvoid PatchOpsError;\n`;
      await shell.save(
        file(place),
        program.replaceAll(written, shared.url).replaceAll('"po_…"', "process.env.PATCHOPS_API_KEY"),
      );
    }
    await shell.save(
      "examples.ts",
      `import { writeFileSync } from "node:fs";
      import { inspect } from "node:util";
      const ended: Record<string, string | null> = {};
      for (const file of ${JSON.stringify(examples.map((_, place) => file(place)))}) {
        ended[file] = await import("./" + file).then(() => null, inspect);
      }
      writeFileSync("ended.json", JSON.stringify(ended));`,
    );
    const { output, hasFailed } = await shell.run("node examples.ts");
    expect(hasFailed, output).toBe(false);
    ended = JSON.parse((await shell.run("cat ended.json")).output);
    await shell.close();
  });

  it("have examples of what people use most", () => {
    const all = examples.map(({ code }) => code).join("\n");
    for (const name of [
      "createClient",
      "tools.list",
      "tools.call",
      "usage.summary",
      "execute",
      "executions.get",
    ])
      expect(all).toContain(name);
  });

  it.each(examples.map((example, place) => ({ ...example, place })))("$path:$line runs", ({ place }) => {
    expect(ended[file(place)]).toBeNull();
  });
});
