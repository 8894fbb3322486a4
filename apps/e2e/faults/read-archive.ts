import { createHash } from "node:crypto";
import { dataRegister, type RegisterEntry } from "@patchops/db";
import type { Client } from "@patchops/sdk";
import { fromBufferPromise } from "yauzl";
import type { SeededPerson } from "./seed-people.ts";

export interface Exporter extends SeededPerson {
  client: Client;
  of: "account" | "organization";
  exportId: string;
}

export interface ArchiveFacts {
  /** Its sum is the promised one, and its files are those that the register names, each with the rows that its manifest says. */
  isWhole: boolean;
  /** How many ids and addresses of others stand in it. */
  foreign: number;
  /** Rows by table. */
  rows: ReadonlyMap<string, number>;
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Downloads what somebody has exported, and holds it against the register; `all` are the people whose data it may be mistaken for. */
export async function readArchive(
  { client, exportId, of, ...owner }: Exporter,
  all: readonly SeededPerson[],
): Promise<ArchiveFacts> {
  const { sha256 } = await client.dataExport.link.mutate({ id: exportId });
  const archive = await gather(await client.dataExport.download(exportId));
  const files = new Map<string, string>();
  const zip = await fromBufferPromise(archive);
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, (await gather(await zip.openReadStreamPromise(entry))).toString("utf8"));
  }
  const manifest: { files: { name: string; rows: number }[] } = JSON.parse(
    files.get("manifest.json") ?? '{"files":[]}',
  );
  const promised = new Map(manifest.files.map(({ name, rows }) => [name, rows]));
  const rows = new Map<string, number>();
  const wanted = ["README.txt", "manifest.json"];
  let isAsPromised = true;
  for (const [table, path] of pathsOf(of, owner.organizationId)) {
    const [json, csv] = [`json/${path}.json`, `csv/${path}.csv`];
    wanted.push(json, csv);
    const count = (JSON.parse(files.get(json) ?? "[]") as unknown[]).length;
    rows.set(table, count);
    isAsPromised &&= promised.get(json) === count && promised.get(csv) === count;
  }
  const text = [...files.values()].join("\n");
  const named = new Set(text.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\w-]+@example\.com/g));
  return {
    isWhole:
      createHash("sha256").update(archive).digest("hex") === sha256 &&
      isAsPromised &&
      [...files.keys()].toSorted().join() === wanted.toSorted().join(),
    foreign: all
      .filter(({ userId }) => userId !== owner.userId)
      .flatMap(({ userId, organizationId, email }) => [userId, organizationId, email])
      .filter((theirs) => named.has(theirs)).length,
    rows,
  };
}

/** Where in an archive each table's rows stand, without the folder of the format and the ending. */
function pathsOf(of: Exporter["of"], organizationId: string): [table: string, path: string][] {
  return Object.entries<RegisterEntry>(dataRegister).flatMap(([name, { owners, notExported }]) => {
    const table = snake(name);
    if (notExported !== undefined) return [];
    if (of === "organization") return owners.organization === undefined ? [] : [[table, table]];
    if (owners.person === undefined) return [];
    const folder = owners.organization === undefined ? "account" : `organizations/${organizationId}`;
    return [[table, `${folder}/${table}`]];
  });
}

async function gather(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
