import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { type InstanceKey, type Services, writeBackup } from "@patchops/services";

/** A reader that stands still holds the database's snapshot open: it is let go after this. */
const stalledMs = 300_000;

/** Writes a backup into an answer. What it is stands in a header; that it is whole, in how the answer ends. */
export async function sendBackup(
  services: Services,
  instanceKey: InstanceKey,
  response: ServerResponse,
): Promise<void> {
  const { manifest, content } = await writeBackup(services, instanceKey);
  const { madeAt, version, holdsMasterKey, migrations } = manifest;
  response.writeHead(200, {
    "content-type": "application/gzip",
    "x-patchops-backup": JSON.stringify({ madeAt, version, holdsMasterKey, migration: migrations.at(-1) }),
  });
  response.setTimeout(stalledMs, () => response.destroy());
  await pipeline(content, response);
}
