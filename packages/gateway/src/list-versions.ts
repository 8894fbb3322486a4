import { createHash } from "node:crypto";
import { AppError } from "@patchops/contract";
import { listOffers, offeredTools, takeTurns } from "@patchops/services";
import type { ListView } from "./list-changes.ts";
import { findStandIn } from "./stand-in/find-stand-in.ts";

export type ChangedList = "tools" | "prompts" | "resources";

/** A text for each list that is another as soon as the list is. */
export type ListVersions = Record<ChangedList, string>;

/** Of whoever may read no list: it never changes for them. */
const unread: ListVersions = { tools: "", prompts: "", resources: "" };

/** What a view's lists are now; null where they cannot be read, be it that the profile is gone or the database away. */
export async function listVersions({ context, connection }: ListView): Promise<ListVersions | null> {
  const view = { connection };
  try {
    const { defaultProfile } = await context.services.snapshots.get(context.actor.organizationId);
    // Where another profile becomes the default, its clients see other lists with their next request.
    const place = connection ?? `${defaultProfile?.slug}`;
    const standIn = await findStandIn(context, view);
    const tools = standIn
      ? [{ name: "", definition: await standIn.list(context) }]
      : await offeredTools(context, view);
    const prompts = await listOffers(context, view, "prompt");
    const resources = await listOffers(context, view, "resource");
    const templates = await listOffers(context, view, "template");
    return {
      tools: `${place} ${await hashOf(tools)}`,
      prompts: `${place} ${await hashOf(prompts)}`,
      resources: `${place} ${await hashOf([...resources, ...templates])}`,
    };
  } catch (error) {
    return error instanceof AppError && error.code === "insufficient_scope" ? unread : null;
  }
}

async function hashOf(list: readonly { name: string; definition: object }[]): Promise<string> {
  const hash = createHash("sha256");
  const othersFirst = takeTurns();
  for (const { name, definition } of list) {
    await othersFirst();
    hash.update(`${JSON.stringify([name, definition])}\n`);
  }
  return hash.digest("base64url");
}
