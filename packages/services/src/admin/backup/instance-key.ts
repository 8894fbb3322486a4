/** The master key that an instance works with. */
export interface InstanceKey {
  id: string;
  /** The file that holds it; null when it was given by `PATCHOPS_MASTER_KEY`. */
  file: string | null;
}
