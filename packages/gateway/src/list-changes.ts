import type { Context, Services } from "@patchops/services";
import { type ChangedList, type ListVersions, listVersions } from "./list-versions.ts";

/** Whose lists are meant: what somebody sees at an endpoint. */
export interface ListView {
  context: Context;
  /** Of the endpoint; undefined = all. */
  connection: string | undefined;
}

type Listener = (changed: readonly ChangedList[]) => void;

/** Calls back when lists have changed for whoever looks at them, some time after the first of a burst, once for the burst. */
export interface ListChanges {
  /** From when it answers on, no change is missed; the first word may be of one shortly before. */
  subscribe(view: ListView, listener: Listener): Promise<() => void>;
  close(): void;
}

/** All who see the same lists, which are gone through once for them. */
interface Audience {
  view: ListView;
  versions: Promise<ListVersions | null>;
  listeners: Set<Listener>;
}

interface Watch {
  audiences: Map<string, Audience>;
  stop(): void;
}

/** One connection that refreshes stores its tools, its status and its report: one word to the clients will do. */
export function createListChanges(services: Services, options: { coalesceMs: number }): ListChanges {
  const watches = new Map<string, Watch>();

  async function tell(audience: Audience): Promise<void> {
    const now = listVersions(audience.view);
    const [old, current] = [await audience.versions, await now];
    audience.versions = now;
    const changed = changedLists(old, current);
    if (changed.length > 0) for (const listener of audience.listeners) listener(changed);
  }

  function watch(organizationId: string): Watch {
    const audiences = new Map<string, Audience>();
    let timer: NodeJS.Timeout | undefined;
    let telling = Promise.resolve();
    const tellAll = async () => {
      timer = undefined;
      // One after the other: the lists of many views at once would hold everybody up.
      for (const audience of audiences.values()) await tell(audience);
    };
    const stopListening = services.snapshots.onChange(organizationId, () => {
      timer ??= setTimeout(() => {
        telling = telling.then(tellAll);
      }, options.coalesceMs);
    });
    const watched = {
      audiences,
      stop() {
        clearTimeout(timer);
        stopListening();
        watches.delete(organizationId);
      },
    };
    watches.set(organizationId, watched);
    return watched;
  }

  return {
    async subscribe(view, listener) {
      const { organizationId } = view.context.actor;
      const watched = watches.get(organizationId) ?? watch(organizationId);
      const { audiences } = watched;
      const key = audienceOf(view);
      const audience = audiences.get(key) ?? { view, versions: listVersions(view), listeners: new Set() };
      audiences.set(key, audience);
      audience.listeners.add(listener);
      // A change while they are read would be taken for what was there before.
      await audience.versions;
      return () => {
        if (!audience.listeners.delete(listener) || audience.listeners.size > 0) return;
        audiences.delete(key);
        if (audiences.size === 0) watched.stop();
      };
    },
    close() {
      for (const watched of [...watches.values()]) watched.stop();
    },
  };
}

/** What the lists depend on: the profile, the connection, and what policies ask of a caller. */
function audienceOf({ context: { actor }, connection }: ListView): string {
  const { profile, role, apiKeyId, scopes } = actor;
  return JSON.stringify([profile, connection, role, apiKeyId, scopes.includes("tools:read")]);
}

function changedLists(old: ListVersions | null, now: ListVersions | null): ChangedList[] {
  const lists = ["tools", "prompts", "resources"] as const;
  return lists.filter((list) => !old || !now || old[list] !== now[list]);
}
