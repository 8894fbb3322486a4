import type { MasterKey } from "./master-key.ts";

/** The master keys that an instance holds. One is in use: it wraps what is made from now on, the others open what they wrapped. */
export interface MasterKeys {
  readonly current: MasterKey;
  /** All, the current one too. */
  readonly masterKeys: readonly MasterKey[];
  /** Where the current one is kept; null when a setting gave it. */
  readonly file: string | null;
  /** The one that a rotation goes on to: a new file, or the key that the setting names. Null when the setting names the current one. */
  next(): Promise<MasterKey | null>;
  /** Makes one of them the current one, for good. */
  use(id: string): Promise<void>;
  /** Takes all others away, for good. Answers false when they come from a setting, which only its operator can take away. */
  removeOthers(): Promise<boolean>;
}
