import type { MasterKeys } from "@patchops/vault";

/** The master key that an instance works with. */
export interface InstanceKey {
  id: string;
  /** Others that it holds, from or for a change of the key. */
  otherIds?: readonly string[];
  /** The file that holds it; null when it was given by `PATCHOPS_MASTER_KEY`. */
  file: string | null;
}

/** The key in use, which a rotation changes. */
export function instanceKeyOf({ current, masterKeys, file }: MasterKeys): InstanceKey {
  const otherIds = masterKeys.map(({ id }) => id).filter((id) => id !== current.id);
  return { id: current.id, otherIds, file };
}
