import { isDeepStrictEqual } from "node:util";
import type { OrganizationSnapshot, Services } from "@patchops/services";

export type ChangedList = "tools" | "prompts" | "resources";

/** Calls back, some time after the first of a burst of changes, once for the burst. */
export interface ListChanges {
  subscribe(organizationId: string, listener: (changed: readonly ChangedList[]) => void): () => void;
  close(): void;
}

/** One connection that refreshes stores its tools, its status and its report: one word to the clients will do. */
export function createListChanges(services: Services, options: { coalesceMs: number }): ListChanges {
  const organizations = new Map<
    string,
    { listeners: Set<(changed: readonly ChangedList[]) => void>; stop: () => void }
  >();

  function watch(organizationId: string) {
    const listeners = new Set<(changed: readonly ChangedList[]) => void>();
    let timer: NodeJS.Timeout | undefined;
    let before = services.snapshots.get(organizationId).catch(() => null);
    async function tell(): Promise<void> {
      timer = undefined;
      const current = services.snapshots.get(organizationId);
      const [old, now] = [await before, await current.catch(() => null)];
      before = current.catch(() => null);
      const changed = changedLists(old, now);
      if (changed.length > 0) for (const listener of listeners) listener(changed);
    }
    const stopListening = services.snapshots.onChange(organizationId, () => {
      timer ??= setTimeout(() => void tell(), options.coalesceMs);
    });
    const stop = () => {
      clearTimeout(timer);
      stopListening();
    };
    const watched = { listeners, stop };
    organizations.set(organizationId, watched);
    return watched;
  }

  return {
    subscribe(organizationId, listener) {
      const watched = organizations.get(organizationId) ?? watch(organizationId);
      watched.listeners.add(listener);
      return () => {
        if (!watched.listeners.delete(listener) || watched.listeners.size > 0) return;
        watched.stop();
        organizations.delete(organizationId);
      };
    },
    close() {
      for (const { stop } of organizations.values()) stop();
      organizations.clear();
    },
  };
}

/** Tools are told of whenever anything that bears on calls has changed; the other lists when they are not what they were. */
function changedLists(old: OrganizationSnapshot | null, now: OrganizationSnapshot | null): ChangedList[] {
  if (!old || !now) return ["tools", "prompts", "resources"];
  const { prompt, resource, template } = now.offers;
  const isSame = (a: Map<string, unknown>, b: Map<string, unknown>) =>
    a.size === b.size && isDeepStrictEqual(a, b);
  const definitions = (offers: typeof prompt) =>
    new Map([...offers].map(([name, { definition }]) => [name, definition]));
  return [
    "tools" as const,
    ...(isSame(definitions(old.offers.prompt), definitions(prompt)) ? [] : (["prompts"] as const)),
    ...(isSame(definitions(old.offers.resource), definitions(resource)) &&
    isSame(definitions(old.offers.template), definitions(template))
      ? []
      : (["resources"] as const)),
  ];
}
