/**
 * Whether a silence of other nodes means that they are gone. While the database was away nobody could say that they live: whoever comes
 * back first must not take what the others are still at.
 */
export function createSilence(settleMs: number) {
  let soundSinceMs: number | undefined;
  return {
    /** The database has answered this node; whether it has for so long that others have been heard again. */
    answered(nowMs: number): boolean {
      soundSinceMs ??= nowMs;
      return nowMs - soundSinceMs >= settleMs;
    },
    failed(): void {
      soundSinceMs = undefined;
    },
  };
}
