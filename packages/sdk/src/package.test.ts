import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const packageDir = fileURLToPath(new URL("..", import.meta.url));
const root = join(packageDir, "../..");
const tsc = join(root, "node_modules/.bin/tsc");

let directory: string;
let project: string;

/** An empty project with the packed package in it; nothing else is installed, and no network is asked. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "patchops-sdk-"));
  const staged = join(directory, "package");
  project = join(directory, "project");
  await mkdir(staged);
  await mkdir(project);
  await run(process.execPath, ["scripts/build-package.ts", join(staged, "dist")], { cwd: packageDir });
  await run(process.execPath, [join(root, "scripts/publish-manifest.mjs"), "write", packageDir, staged]);
  await run("npm", ["pack", "--pack-destination", directory], { cwd: staged });
  await writeFile(join(project, "package.json"), '{ "type": "module" }');
  await run(
    "npm",
    ["install", "--offline", "--no-audit", "--no-fund", join(directory, "patchops-sdk-0.1.0.tgz")],
    {
      cwd: project,
    },
  );
});

afterAll(() => rm(directory, { recursive: true, force: true }));

async function check(name: string, program: string, options: object): Promise<string> {
  await writeFile(join(project, `${name}.ts`), program);
  const config = join(project, `${name}.json`);
  await writeFile(
    config,
    JSON.stringify({
      compilerOptions: {
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        module: "nodenext",
        target: "es2024",
        noEmit: true,
        ...options,
      },
      files: [`${name}.ts`],
    }),
  );
  // Its threads would each look at the same types anew.
  return run(tsc, ["--singleThreaded", "-p", config], { cwd: project }).then(
    () => "",
    ({ stdout }: { stdout: string }) => stdout,
  );
}

test("a strict program has every type, without any other package", async () => {
  const program = `
    import { createClient, PatchOpsError } from "@patchops/sdk";
    const client = createClient({ url: "http://127.0.0.1:3000", apiKey: "po_…" });
    export async function main(): Promise<void> {
      const connections = await client.connection.list.query(undefined, { timeoutMs: 1_000 });
      const tools: number | undefined = connections[0]?.tools;
      const { result } = await client.tools.call("demo_list_orders", { limit: 3 });
      const run = client.execute("return 1", { input: { tools } });
      for await (const event of run.events()) if (event.type === "log") console.log(event.log.text, result.isError);
      const { byTool } = await client.usage.summary({ from: "2026-01-01" });
      const p95Ms: number | null | undefined = byTool[0]?.p95Ms;
      client.activity.tail.subscribe({}, { onData: ({ data }) => console.log(data.method, p95Ms) });
      // @ts-expect-error The input has its type.
      await client.connection.get.query({ wrong: 1 });
      // @ts-expect-error The output has its type.
      const wrong: string = connections;
      console.log(wrong, PatchOpsError.name);
    }
  `;
  expect(await check("program", program, { skipLibCheck: false, types: [] })).toBe("");
});

test("the flat types are those of the server's router, both ways", async () => {
  const source = JSON.stringify(join(packageDir, "src/index.ts"));
  // What the compiler writes of these constants is worked out of the types alone; to check the program it would check the whole server.
  const program = `
    import type { Client as PackedClient } from "@patchops/sdk";
    import type { Client as SourceClient } from ${source};
    type Packed = Omit<PackedClient, "execute" | "executions">;
    type Source = Omit<SourceClient, "execute" | "executions">;
    declare function fits<Wanted, Given>(): [Given] extends [Wanted] ? true : false;
    export const there = fits<Source, Packed>();
    export const back = fits<Packed, Source>();
    export const withoutOne = fits<Source, Omit<Packed, "connection">>();
    export const withAnother = fits<Source, Omit<Packed, "connection"> & { connection: { list: number } }>();
  `;
  const options = {
    allowImportingTsExtensions: true,
    noCheck: true,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: "/",
    outDir: join(directory, "written"),
    typeRoots: [join(root, "node_modules/@types")],
    types: ["node"],
  };
  expect(await check("equal", program, options)).toBe("");
  const written = await readFile(join(directory, "written", project, "equal.d.ts"), "utf8");
  expect(
    Object.fromEntries([...written.matchAll(/const (\w+): (\w+);/g)].map(([, name, is]) => [name, is])),
  ).toEqual({
    there: "true",
    back: "true",
    withoutOne: "false",
    withAnother: "false",
  });
});

test("it runs, and names a server that is not there", async () => {
  const program = `
    import { createClient } from "@patchops/sdk";
    const client = createClient({ url: "http://127.0.0.1:0", apiKey: "po_x" });
    await client.connection.list.query().catch((error) => console.log(error.name, error.code));
  `;
  await writeFile(join(project, "run.js"), program);
  const { stdout } = await run(process.execPath, ["run.js"], { cwd: project });
  expect(stdout).toBe("PatchOpsError unreachable\n");
});
