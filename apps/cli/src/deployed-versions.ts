import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import type { SeenVersions } from "@patchops/contract";
import type { Config } from "./config.ts";

/** Which versions of a workflow there were when it was deployed from this machine last; null where that never was. */
export async function readDeployedVersions(config: Config, workflowId: string): Promise<SeenVersions | null> {
  try {
    const kept: unknown = JSON.parse(await readFile(fileOf(config, workflowId), "utf8"));
    return isSeenVersions(kept) ? kept : null;
  } catch {
    // None, or one that cannot be read: then nothing is known, as on a machine that never deployed it.
    return null;
  }
}

/** Keeps which versions there are, for the next time. Rejects where this machine lets it write nothing. */
export async function keepDeployedVersions(
  config: Config,
  workflowId: string,
  { latestVersion, publishedVersion }: SeenVersions,
): Promise<void> {
  const path = fileOf(config, workflowId);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, `${JSON.stringify({ latestVersion, publishedVersion })}\n`, { mode: 0o600 });
  await rename(unfinished, path);
}

/** A file for each, so that two deploys at once keep both. Ids are of one workflow of one instance alone. */
function fileOf({ platform, home, configHome }: Config, workflowId: string): string {
  const base = configHome ?? join(home, platform === "win32" ? "AppData/Roaming" : ".config");
  return join(base, "patchops", "deployed", `${workflowId}.json`);
}

function isSeenVersions(value: unknown): value is SeenVersions {
  if (typeof value !== "object" || value === null) return false;
  const { latestVersion, publishedVersion } = value as Record<string, unknown>;
  return (
    typeof latestVersion === "number" && (publishedVersion === null || typeof publishedVersion === "number")
  );
}
