import type { MasterKey } from "./master-key.ts";
import type { MasterKeys } from "./master-keys.ts";

/** The master keys that settings give, the newest first. */
export function givenMasterKeys(newest: MasterKey, previous: MasterKey | null): MasterKeys {
  const masterKeys = previous === null || previous.id === newest.id ? [newest] : [newest, previous];
  let current = newest;
  return {
    get current() {
      return current;
    },
    masterKeys,
    file: null,
    next: async () => (newest.id === current.id ? null : newest),
    async use(id) {
      const key = masterKeys.find((known) => known.id === id);
      if (key === undefined) throw new Error(`there is no master key ${id}`);
      current = key;
    },
    removeOthers: async () => masterKeys.length === 1,
  };
}
