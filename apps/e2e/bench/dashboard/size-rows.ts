import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Row } from "../report.ts";
import type { Load } from "./load-page.ts";

const assets = fileURLToPath(new URL("../../../dashboard/dist/assets/", import.meta.url));

/** What a page needs only for a part of it that comes later; each has a bound of its own. */
const lazy = [
  { chunk: "usage-charts", name: "charts, lazy", atMost: 125 },
  { chunk: "code-editor", name: "editor, lazy", atMost: 180 },
  { chunk: "language-worker", name: "TypeScript worker, lazy", atMost: 1_150 },
];

const kB = (bytes: number) => bytes / 1_000;
const isLazy = (file: string) => lazy.some(({ chunk }) => file.startsWith(chunk));

/** The gzip size of each asset, by its name. */
const sizes = new Map<string, Promise<number>>();
function gzipBytes(file: string): Promise<number> {
  const known = sizes.get(file);
  if (known) return known;
  const size = readFile(`${assets}${file}`).then((body) =>
    file.endsWith(".woff2") ? body.length : gzipSync(body).length,
  );
  sizes.set(file, size);
  return size;
}

async function bytesOf(files: readonly string[], end: string): Promise<number> {
  const chosen = files.filter((file) => file.endsWith(end));
  return (await Promise.all(chosen.map(gzipBytes))).reduce((sum, size) => sum + size, 0);
}

/** What pages load, by kind. */
export async function sizeRows(loads: readonly Load[], signIn: Load): Promise<Row[]> {
  const scripts = await Promise.all(
    loads.map(async ({ path, files }) => ({
      path,
      bytes: await bytesOf(
        files.filter((file) => !isLazy(file)),
        ".js",
      ),
    })),
  );
  scripts.sort((a, b) => b.bytes - a.bytes);
  const all = [...new Set([...loads, signIn].flatMap(({ files }) => files))];
  // Not from what a page loaded: a worker's own file is not told of.
  const built = await readdir(assets);
  const unit = "kB gzip";
  return [
    { name: "JS, sign-in", value: kB(await bytesOf(signIn.files, ".js")), unit, note: "", atMost: 150 },
    {
      name: "JS, largest page",
      value: kB(scripts[0]?.bytes ?? Number.NaN),
      unit,
      note: `${scripts[0]?.path}; smallest ${scripts.at(-1)?.path} ${kB(scripts.at(-1)?.bytes ?? 0).toFixed(0)}`,
      atMost: 280,
    },
    ...(await Promise.all(
      lazy.map(async ({ chunk, name, atMost }) => ({
        name: `JS, ${name}`,
        value: kB(
          await bytesOf(
            built.filter((file) => file.startsWith(chunk)),
            ".js",
          ),
        ),
        unit,
        note: "",
        atMost,
      })),
    )),
    { name: "CSS", value: kB(await bytesOf(all, ".css")), unit, note: "", atMost: 25 },
    { name: "fonts", value: kB(await bytesOf(all, ".woff2")), unit: "kB", note: "as loaded", atMost: 55 },
  ];
}
