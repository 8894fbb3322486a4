import type { Services } from "@patchops/services";

/** Calls back, some time after the first of a burst of changes, once for the burst. */
export interface ToolChanges {
  subscribe(organizationId: string, listener: () => void): () => void;
  close(): void;
}

/** One connection that refreshes stores its tools, its status and its report: one word to the clients will do. */
export function createToolChanges(services: Services, options: { coalesceMs: number }): ToolChanges {
  const organizations = new Map<string, { listeners: Set<() => void>; stop: () => void }>();

  function watch(organizationId: string) {
    const listeners = new Set<() => void>();
    let timer: NodeJS.Timeout | undefined;
    const stopListening = services.snapshots.onChange(organizationId, () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        for (const listener of listeners) listener();
      }, options.coalesceMs);
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
