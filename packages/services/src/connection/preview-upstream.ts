import type { ConcernedConnection, PreviewUpstreamInput } from "@patchops/contract";
import { createAddressGuard, UpstreamError } from "@patchops/upstream";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { readDialled } from "./system/read-dialled.ts";

/**
 * Which connections a change of the allow-list would let through, or refuse: found out by the guard itself, with the list as it would be.
 * Names are looked up, nothing is dialled. Instance admins.
 */
export async function previewUpstream(
  context: Context,
  { host, port, change }: PreviewUpstreamInput,
): Promise<ConcernedConnection[]> {
  requireAccess(context, "admin.previewUpstream");
  const { database, allowList } = context.services;
  const now = allowList.current();
  const then =
    change === "allow"
      ? [...now, { host, port }]
      : now.filter((entry) => entry.host !== host || entry.port !== port);
  const [before, after] = [now, then].map((list) => createAddressGuard({ allow: () => list }));
  const verdicts = new Map<string, Promise<boolean>>();
  async function isConcerned(url: string): Promise<boolean> {
    const [passed, passes] = await Promise.all([before, after].map((guard) => lets(guard, url)));
    return passed !== passes;
  }
  const dialled = await readDialled(database);
  for (const { url } of dialled) if (!verdicts.has(url)) verdicts.set(url, isConcerned(url));
  const concerned = await Promise.all(dialled.map(({ url }) => verdicts.get(url)));
  return dialled
    .filter((_, index) => concerned[index] === true)
    .map(({ name, organization }) => ({ name, organization }));
}

/** A name that cannot be looked up is not refused by the list. */
async function lets(guard: ReturnType<typeof createAddressGuard> | undefined, url: string): Promise<boolean> {
  try {
    await guard?.resolve(guard.checkUrl(url));
    return true;
  } catch (error) {
    if (error instanceof UpstreamError) return error.code !== "private_address";
    throw error;
  }
}
