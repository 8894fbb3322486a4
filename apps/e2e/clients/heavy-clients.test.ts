import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCommand } from "../src/run-command.ts";
import { type Instance, startInstance } from "../src/start-instance.ts";
import { installClient } from "./install-client.ts";

let instance: Instance;
let apiKey: string;
let home: string;

beforeAll(async () => {
  [instance, home] = await Promise.all([startInstance(), mkdtemp(join(tmpdir(), "patchops-client-home-"))]);
  ({ apiKey } = await instance.setUp());
  await instance.cli(["connections", "add", "demo"], { apiKey });
});
afterAll(async () => {
  await instance?.dispose();
  await rm(home, { recursive: true, force: true });
});

/** In a home of its own: nothing of this machine's user is read or changed. */
const run = (command: string, args: readonly string[]) =>
  runCommand(command, args, {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, DISABLE_AUTOUPDATER: "1", CI: "1" },
    timeoutMs: 120_000,
  });

it("Claude Code connects with the line that the dashboard shows", async () => {
  const claude = await installClient("@anthropic-ai/claude-code", "2.1.330", { command: "claude" });
  const added = await run(claude, [
    "mcp",
    "add",
    "--transport",
    "http",
    "patchops",
    `${instance.url}/mcp`,
    "--header",
    `Authorization: Bearer ${apiKey}`,
  ]);
  expect(added).toMatchObject({ code: 0 });
  const listed = await run(claude, ["mcp", "list"]);
  expect(listed.stdout).toMatch(/patchops:.*Connected/);
});

it("mcporter lists the tools and calls one", async () => {
  const mcporter = await installClient("mcporter", "0.12.3", { command: "mcporter" });
  const config = join(home, "mcporter.json");
  await writeFile(
    config,
    JSON.stringify({
      mcpServers: {
        patchops: { url: `${instance.url}/mcp`, headers: { Authorization: `Bearer ${apiKey}` } },
      },
    }),
  );
  const listed = await run(mcporter, ["--config", config, "list", "patchops"]);
  expect(listed).toMatchObject({ code: 0 });
  expect(listed.stdout).toContain("demo_list_orders");
  const called = await run(mcporter, ["--config", config, "call", "patchops.demo_list_orders", "limit:2"]);
  expect(called).toMatchObject({ code: 0 });
  expect(called.stdout).toContain("ord_");
  await expect
    .poll(async () => JSON.parse((await instance.cli(["usage", "--json"], { apiKey })).stdout).calls, {
      timeout: 5_000,
    })
    .toBe(1);
});
