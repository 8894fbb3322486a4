import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { freePort } from "@patchops/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { SharedInstance } from "./shared-instance.ts";
import { openSharedScene, type SignedInScene } from "./signed-in-scene.ts";

let scene: SignedInScene<SharedInstance>;
let home: string;

beforeAll(async () => {
  [scene, home] = await Promise.all([
    openSharedScene("programs"),
    mkdtemp(join(tmpdir(), "patchops-client-home-")),
  ]);
});
afterAll(async () => {
  await scene?.close();
  await rm(home, { recursive: true, force: true });
});

const require = createRequire(import.meta.url);
/** In a home of its own: nothing of this machine's user is read or changed. */
const environment = () => ({ PATH: process.env.PATH ?? "", HOME: home, CI: "1" });

/** The first address of ours that a program prints, to be opened in a browser. */
async function printedUrl(output: () => string): Promise<string> {
  const pattern = new RegExp(`${scene.instance.url}/oauth/authorize\\?[^\\s"']+`);
  await expect.poll(() => pattern.test(output()), { timeout: 30_000 }).toBe(true);
  return pattern.exec(output())?.[0] ?? "";
}

async function allowInBrowser(url: string): Promise<void> {
  await scene.page.goto(url);
  await scene.page.getByRole("button", { name: "Allow" }).click();
  await scene.page.waitForURL((at) => at.pathname.includes("callback"));
}

function collect(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  return () => text;
}

it("the conformance suite's authorization scenarios pass, 2 of 2", async () => {
  const port = await freePort();
  const registered = await fetch(`${scene.instance.url}/oauth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_name: "Conformance",
      redirect_uris: [`http://127.0.0.1:${port}/callback`],
    }),
  });
  const { client_id: clientId } = (await registered.json()) as { client_id: string };
  const child = spawn(
    process.execPath,
    [
      join(dirname(require.resolve("@modelcontextprotocol/conformance/package.json")), "dist/index.js"),
      "authorization",
      ...["--url", scene.instance.url],
      ...["--client-id", clientId],
      ...["--resource", `${scene.instance.url}/mcp`],
      ...["-p", String(port)],
    ],
    { cwd: home, env: environment(), stdio: ["ignore", "pipe", "pipe"] },
  );
  const output = collect(child);
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  await allowInBrowser(await printedUrl(output));
  expect({ code: await ended, output: output() }).toMatchObject({ code: 0 });
  for (const scenario of ["authorization-server-metadata-endpoint", "authorization-code-grant"])
    expect(output()).toMatch(new RegExp(`✓ ${scenario}: [1-9]\\d* passed, 0 failed`));
}, 90_000);

it("mcp-remote signs in by the address alone, and hands calls through", async () => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [
      join(dirname(require.resolve("mcp-remote/package.json")), "dist/proxy.js"),
      `${scene.instance.url}/mcp`,
      String(await freePort()),
    ],
    env: environment(),
    stderr: "pipe",
  });
  let printed = "";
  transport.stderr?.on("data", (chunk: Buffer) => {
    printed += chunk;
  });
  const client = new Client({ name: "through mcp-remote", version: "1" });
  const connecting = client.connect(transport, { timeout: 60_000 });
  await allowInBrowser(await printedUrl(() => printed));
  await connecting;
  const { structuredContent } = await client.callTool({ name: "demo_list_orders", arguments: { limit: 1 } });
  expect(structuredContent).toMatchObject({ total: 60 });
  await client.close();
}, 90_000);
