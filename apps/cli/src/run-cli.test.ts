import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { type Config, readConfig } from "./config.ts";
import { errorOf } from "./testing/error-of.ts";
import { runCommand } from "./testing/run-command.ts";
import { version } from "./version.ts";

let directory: string;
let nowhere: Config;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "patchops cli "));
  const environment = {
    HOME: directory,
    PATCHOPS_DATA_DIR: join(directory, "none"),
    PATCHOPS_API_KEY: "po_x",
  };
  // A server of this machine's may listen at the usual port.
  nowhere = { ...readConfig(environment), defaultUrl: "http://127.0.0.1:0" };
});

afterAll(() => rm(directory, { recursive: true, force: true }));

const run = (...args: string[]) => runCommand(args, { config: nowhere });

test("the version is the package's", async () => {
  expect(version).toBe(packageJson.version);
  expect(await run("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

test("a mistyped command is code 2 and names the one that was meant", async () => {
  const answer = await run("conections", "list");
  expect(answer).toMatchObject({ code: 2, stdout: "" });
  expect(answer.stderr).toBe("Error: Unknown command 'conections'.\nNext:  Did you mean connections?\n");
  expect(errorOf(await run("keys", "lst", "--json"))).toEqual({
    code: "usage",
    message: "Unknown command 'lst'",
    retryable: false,
    sent: false,
    next: "Did you mean list?",
  });
});

test.each([
  { args: ["keys"], words: "A command is missing" },
  { args: ["call"], words: "Missing required argument 'tool'" },
  { args: ["call", "x", "--args", "{"], words: "--args is not JSON" },
  { args: ["call", "x", "--args", "[1]"], words: "--args is no JSON object" },
  { args: ["call", "x", "--timeout-ms", "soon"], words: "Use a whole number above 0" },
  { args: ["run", "/nowhere/x.ts"], words: "There is no file /nowhere/x.ts" },
  { args: ["setup", "--email", "a@b.example", "--password"], words: "--password" },
  { args: ["connections", "add"], words: "What shall be connected?" },
  { args: ["connections", "add", "http://x", "--stdio", "y"], words: "not both" },
  { args: ["connections", "add", "http://x", "--header", "nothing"], words: "is no header" },
  { args: ["connections", "add", "http://x", "--bearer", "a", "--header", "b: c"], words: "not both" },
  { args: ["keys", "create", "--name", "x", "--scopes", "tools:all"], words: 'no scope "tools:all"' },
  { args: ["keys", "create", "--name", "x", "--expires", "soon"], words: "is no date" },
  { args: ["connect", "emacs"], words: "Allowed choices are claude-code, cursor, vscode, codex" },
  { args: ["help", "fly"], words: 'no command "fly"' },
])("patchops $args is a mistake, and says which", async ({ args, words }) => {
  const answer = await run(...args);
  expect(answer.stderr).toContain(words);
  expect(answer).toMatchObject({ code: 2, stdout: "" });
});

test("no key is code 3, no server 4, for commands of the operator as well", async () => {
  const keyless = { ...nowhere, apiKey: null };
  const answer = await runCommand(["usage"], { config: keyless });
  expect(answer.code).toBe(3);
  expect(answer.stderr).toContain("PATCHOPS_API_KEY is not set (unauthenticated). Nothing was sent.");
  expect(await run("usage")).toMatchObject({ code: 4 });
  const setup = await run("setup", "--email", "a@b.example", "--password", "0123456789", "--json");
  expect(setup.code).toBe(4);
  expect(errorOf(setup)).toMatchObject({ code: "unreachable", sent: false });
  const doctor = await run("doctor");
  expect(doctor.code).toBe(4);
  expect(doctor.stdout).toContain("for a server at another address: export PATCHOPS_URL=");
});

test("a signal while a request is under way is code 130", async () => {
  const answer = await runCommand(["usage"], { config: nowhere, interrupted: AbortSignal.abort() });
  expect(answer).toMatchObject({ code: 130 });
});

test("help --json is the whole tree", async () => {
  const { code, stdout } = await run("help", "--json");
  const tree = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(tree.exitCodes).toMatchObject({ 0: "ok", 130: "interrupted" });
  expect(tree.commands.map(({ name }: { name: string }) => name)).toEqual([
    "setup",
    "connections",
    "catalog",
    "tools",
    "call",
    "run",
    "check",
    "types",
    "executions",
    "snippets",
    "workflows",
    "webhooks",
    "notifications",
    "export",
    "usage",
    "alerts",
    "billing",
    "activity",
    "approvals",
    "reviews",
    "sessions",
    "keys",
    "apps",
    "members",
    "service-accounts",
    "organizations",
    "sso",
    "scim",
    "profiles",
    "policies",
    "connect",
    "doctor",
    "admin",
    "help",
  ]);
  const add = JSON.parse((await run("help", "connections", "add", "--json")).stdout);
  expect(add.usage).toBe("patchops connections add [options] [url]");
  expect(add.options.map(({ flags }: { flags: string }) => flags)).toContain("--header <header>");
});

test("connect writes once, keeps what was there, and hides the key on the screen", async () => {
  const config = { ...nowhere, url: "http://127.0.0.1:3000", apiKey: "po_secret_abcd" };
  const file = join(directory, ".cursor", "mcp.json");
  const shown = await runCommand(["connect", "cursor"], { config });
  expect(JSON.parse(shown.stdout).mcpServers.patchops.headers.Authorization).toBe("Bearer po_secret_abcd");
  await expect(stat(file)).rejects.toThrow();

  const first = await runCommand(["connect", "cursor", "--write"], { config });
  expect(first.stdout).not.toContain("po_secret_abcd");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const other = '{\n    "mcpServers": {\n        "mine": { "url": "http://x" }\n    }\n}\n';
  await writeFile(file, other);
  const second = JSON.parse(
    (await runCommand(["connect", "cursor", "--write", "--json"], { config })).stdout,
  );
  expect(second).toMatchObject({ client: "cursor", file, changed: true });
  expect(await readFile(second.backup, "utf8")).toBe(other);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual({
    mcpServers: {
      mine: { url: "http://x" },
      patchops: { url: "http://127.0.0.1:3000/mcp", headers: { Authorization: "Bearer po_secret_abcd" } },
    },
  });
  const third = await runCommand(["connect", "cursor", "--write", "--json"], { config });
  expect(JSON.parse(third.stdout)).toMatchObject({ changed: false, backup: null, diff: "" });

  await writeFile(file, "{ // mine\n}");
  const refused = await runCommand(["connect", "cursor", "--write"], { config });
  expect(refused.code).toBe(1);
  expect(await readFile(file, "utf8")).toBe("{ // mine\n}");
});
