/** The master key that an instance works with. */
export interface InstanceKey {
  id: string;
  /** Others that it holds, from or for a change of the key. */
  otherIds?: readonly string[];
  /** The file that holds it; null when it was given by `PATCHOPS_MASTER_KEY`. */
  file: string | null;
}
