import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { waitFor } from "@patchops/testing";
import { expect, it, onTestFinished } from "vitest";
import { openTestUpstreams, testTarget } from "../testing/open-test-upstreams.ts";
import { toolCall } from "../testing/tool-call.ts";

const programs = {
  filesystem: fileURLToPath(import.meta.resolve("@modelcontextprotocol/server-filesystem/dist/index.js")),
  memory: fileURLToPath(import.meta.resolve("@modelcontextprotocol/server-memory/dist/index.js")),
};

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "patchops stdio "));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

it("@modelcontextprotocol/server-filesystem writes and reads in its directory and nowhere else", async () => {
  const home = await directory();
  const upstreams = openTestUpstreams();
  const target = testTarget({
    kind: "stdio",
    command: process.execPath,
    args: [programs.filesystem, home],
    env: {},
  });
  const tools = await upstreams.list(target, "tools");
  expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(["read_text_file", "write_file"]));
  const path = join(home, "note.txt");
  const content = "zwei\nZeilen, ü and 😀";
  const written = await upstreams.request(target, toolCall("write_file", { path, content }));
  expect(written.result.isError).not.toBe(true);
  expect(await readFile(path, "utf8")).toBe(content);
  const read = await upstreams.request(target, toolCall("read_text_file", { path }));
  expect(read.result.structuredContent).toEqual({ content });
  const outside = await upstreams.request(target, toolCall("read_text_file", { path: "/etc/hostname" }));
  expect(outside.result.isError).toBe(true);
  const steps = [];
  for await (const step of upstreams.probe(target)) steps.push(step);
  expect(steps.map(({ state }) => state)).not.toContain("failed");
});

it("@modelcontextprotocol/server-filesystem opens to each client the roots of that client, also when they change", async () => {
  const upstreams = openTestUpstreams();
  const homes = { ann: await directory(), ben: await directory(), next: await directory() };
  const target = testTarget({
    kind: "stdio",
    command: process.execPath,
    args: [programs.filesystem],
    env: {},
  });
  const client = (key: string, home: string) => {
    const listeners = new Set<() => void>();
    const own = { home };
    const ask = async () => ({ roots: [{ uri: pathToFileURL(own.home).href, name: key }] });
    const onChanged = (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    const caller = { capabilities: { roots: { listChanged: true } }, ask, roots: { key, ask, onChanged } };
    return {
      async canRead(path: string) {
        const read = toolCall("list_directory", { path });
        return (await upstreams.request(target, { ...read, caller })).result.isError !== true;
      },
      move(to: string) {
        own.home = to;
        for (const listener of listeners) listener();
      },
    };
  };
  const ann = client("ann", homes.ann);
  const ben = client("ben", homes.ben);
  await waitFor(() => ann.canRead(homes.ann));
  await waitFor(() => ben.canRead(homes.ben));
  expect([await ann.canRead(homes.ben), await ben.canRead(homes.ann)]).toEqual([false, false]);
  ann.move(homes.next);
  await waitFor(() => ann.canRead(homes.next));
  expect([await ann.canRead(homes.ann), await ben.canRead(homes.ben)]).toEqual([false, true]);
});

it("@modelcontextprotocol/server-memory remembers over the end of its process", async () => {
  const home = await directory();
  const upstreams = openTestUpstreams();
  const target = testTarget({
    kind: "stdio",
    command: process.execPath,
    args: [programs.memory],
    env: { MEMORY_FILE_PATH: join(home, "memory.jsonl") },
  });
  const entities = [{ name: "Ada", entityType: "person", observations: ["wrote the first program"] }];
  const created = await upstreams.request(target, toolCall("create_entities", { entities }));
  expect(created.result.isError).not.toBe(true);
  upstreams.forget("connection");
  const read = await upstreams.request(target, toolCall("read_graph"));
  expect(read.result.structuredContent).toEqual({ entities, relations: [] });
});
