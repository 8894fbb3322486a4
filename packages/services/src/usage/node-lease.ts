import type { EndedLease } from "./system/settle-leases.ts";

/** A lease as its node spends it: in memory, without I/O. */
export class NodeLease {
  readonly organizationId: string;
  readonly id: string;
  #units = 0;
  #used = 0;
  /** Units that were taken and are not decided. */
  #open = 0;
  readonly #expiresAtMs: number;
  #isOver = false;
  /** Whether the database said so. Else it may be granted yet, until it would have expired. */
  #isGranted = false;

  /** `expiresAtMs` by the process's own clock, which nobody sets. */
  constructor(lease: { organizationId: string; id: string; expiresAtMs: number }) {
    this.organizationId = lease.organizationId;
    this.id = lease.id;
    this.#expiresAtMs = lease.expiresAtMs;
  }

  /** Takes what the database granted. */
  fill(units: number): void {
    this.#units = units;
    this.#isGranted = true;
  }

  /** Takes a unit; whether there was one. An expired lease gives none, whatever it has left. */
  take(): boolean {
    if (!this.hasRest() || !this.isLive()) return false;
    this.#open += 1;
    return true;
  }

  /** Decides over a taken unit: one that was not used can be taken again while the lease lives. */
  decide(isUsed: boolean): void {
    this.#open -= 1;
    if (isUsed) this.#used += 1;
  }

  isLive(): boolean {
    return !this.#isOver && performance.now() < this.#expiresAtMs;
  }

  hasRest(): boolean {
    return this.#units > this.#used + this.#open;
  }

  /** Nothing is taken from it any more. */
  end(): void {
    this.#isOver = true;
  }

  /**
   * How it is settled after its end; null where that would change nothing, or what the database granted is not known. Until the
   * calls that spent it are stored it stays, which says that they were charged.
   */
  settlement({ isStored }: { isStored: boolean }): EndedLease | null {
    if (!this.#isGranted && performance.now() < this.#expiresAtMs) return null;
    const isDone = this.#open === 0 && isStored;
    if (!isDone && !this.hasRest()) return null;
    return { organizationId: this.organizationId, id: this.id, kept: this.#used + this.#open, isDone };
  }

  /** The database knows its settlement. */
  settled({ kept }: EndedLease): void {
    this.#units = kept;
  }
}
