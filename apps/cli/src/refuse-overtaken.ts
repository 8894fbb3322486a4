import type { DeployedWorkflow, SeenVersions } from "@patchops/contract";
import { PatchOpsError } from "@patchops/sdk";

export interface Known {
  /** Which versions there were when this machine deployed it last; null where it never did. */
  last: SeenVersions | null;
  /** The newest version that whoever deploys it says they have seen. */
  over: number | undefined;
  /** It is to be no more than a draft. */
  isDraft: boolean;
}

/** Whether the newest version, which is the same, is to run in place of the one that does: a draft, or one that was rolled back. */
export function republishes({ previous, changes }: DeployedWorkflow, isDraft: boolean): boolean {
  return (
    changes.length === 0 &&
    !isDraft &&
    previous !== null &&
    previous.publishedVersion !== previous.latestVersion
  );
}

/**
 * What stands in the way of deploying over the versions that there are: somebody made or published another one than was seen here. null
 * where nothing does: also where nothing was seen here, as in a pipeline that keeps nothing.
 */
export function overtakenBy(looked: DeployedWorkflow, { last, over, isDraft }: Known): string | null {
  const { previous, changes } = looked;
  if (changes.length === 0 && !republishes(looked, isDraft)) return null;
  const newest = previous?.latestVersion ?? 0;
  if (over !== undefined) {
    if (newest === over) return null;
    return previous === null
      ? "There is no such workflow any more."
      : `The newest version is ${newest}${madeIn(previous)}, and not ${over}.`;
  }
  if (last === null || previous === null) return null;
  if (last.latestVersion !== newest) {
    return `Version ${newest}${madeIn(previous)} is newer than what this machine deployed last, version ${last.latestVersion}.`;
  }
  if (last.publishedVersion === previous.publishedVersion) return null;
  return previous.publishedVersion === null
    ? "No version of it runs any more, since this machine deployed it."
    : `Version ${previous.publishedVersion} was published since this machine deployed version ${newest}.`;
}

/** Throws `conflict` where somebody else's version would be written over unseen. */
export function refuseOvertaken(looked: DeployedWorkflow, known: Known, path: string): void {
  const why = overtakenBy(looked, known);
  if (why === null) return;
  throw new PatchOpsError("conflict", `${why} Nothing was changed.`, {
    next: `See what differs: patchops workflows deploy ${path} --dry-run${
      looked.previous ? `; then deploy over it: --over ${looked.previous.latestVersion}` : ""
    }`,
  });
}

const madeIn = ({ madeBy, madeAt }: NonNullable<DeployedWorkflow["previous"]>) =>
  ` (${madeBy.email}, ${madeAt.slice(0, 16).replace("T", " ")} UTC)`;
