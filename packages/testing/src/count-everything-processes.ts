import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

export interface CountedProcesses {
  /** Starts the server on its pipes. */
  command: string;
  args: string[];
  /** Of the processes so far, in the order of their starts. */
  pids(): Promise<number[]>;
  remove(): Promise<void>;
}

/** How to run `@modelcontextprotocol/server-everything` as a stdio server that notes each of its starts. */
export async function countEverythingProcesses(): Promise<CountedProcesses> {
  const directory = await mkdtemp(join(tmpdir(), "patchops stdio "));
  const notes = join(directory, "pids");
  const note = `import { appendFileSync } from "node:fs"; appendFileSync(${JSON.stringify(notes)}, process.pid + "\\n");`;
  const manifest = require.resolve("@modelcontextprotocol/server-everything/package.json");
  return {
    command: process.execPath,
    args: [
      "--import",
      `data:text/javascript,${encodeURIComponent(note)}`,
      join(dirname(manifest), "dist", "index.js"),
      "stdio",
    ],
    async pids() {
      const text = await readFile(notes, "utf8").catch(() => "");
      return text.split("\n").filter(Boolean).map(Number);
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
