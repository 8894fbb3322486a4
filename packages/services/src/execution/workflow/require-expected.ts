import { AppError, type SeenVersions } from "@patchops/contract";
import type { Transaction } from "@patchops/db";

/**
 * Nobody's version is written over by somebody who has not seen it. Throws `conflict` with the versions that are there by now, where they are
 * others than those that were seen.
 */
export async function requireExpected(
  trx: Transaction,
  workflow: ({ organizationId: string; id: string } & SeenVersions) | undefined,
  expected: SeenVersions | undefined,
): Promise<void> {
  if (expected === undefined) return;
  const { latestVersion, publishedVersion }: SeenVersions = workflow ?? {
    latestVersion: 0,
    publishedVersion: null,
  };
  if (latestVersion === expected.latestVersion && publishedVersion === expected.publishedVersion) return;
  throw new AppError("conflict", await wordsFor(trx, workflow, expected), {
    next: "Look at what differs. Then keep yours, as a version after that one, or take theirs.",
    details: { latestVersion, publishedVersion },
  });
}

async function wordsFor(
  trx: Transaction,
  workflow: ({ organizationId: string; id: string } & SeenVersions) | undefined,
  expected: SeenVersions,
): Promise<string> {
  if (workflow === undefined) return "It was removed meanwhile.";
  const { organizationId, id, latestVersion, publishedVersion } = workflow;
  if (latestVersion === expected.latestVersion) {
    return publishedVersion === null
      ? "No version of it runs any more."
      : `Version ${publishedVersion} was published meanwhile.`;
  }
  const made = await trx
    .selectFrom("workflowVersions as v")
    .innerJoin("users as u", "u.id", "v.createdBy")
    .select(["u.name", "u.email"])
    .where("v.organizationId", "=", organizationId)
    .where("v.workflowId", "=", id)
    .where("v.version", "=", latestVersion)
    .executeTakeFirst();
  return `${made?.name ?? made?.email ?? "Somebody"} made version ${latestVersion} meanwhile.`;
}
