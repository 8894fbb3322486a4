/**
 * The one clock of a request, across everything done for it. It stands still while a person is asked. Whoever waits at a
 * time says so by `onEnd`; who made it stops it.
 */
export class Deadline {
  readonly timeoutMs: number;
  #listener: (() => void) | undefined;
  #endMs: number;
  #timer: NodeJS.Timeout | undefined;
  #pauses = 0;
  #leftMs = 0;

  /** Infinity = none. */
  constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
    this.#endMs = performance.now() + timeoutMs;
    this.#start(timeoutMs);
  }

  get leftMs(): number {
    return this.#pauses > 0 ? this.#leftMs : this.#endMs - performance.now();
  }

  get isOver(): boolean {
    return this.leftMs <= 0;
  }

  /**
   * Who hears of the end from now on. A method, since V8 makes a function that is written straight into a property among the old
   * objects, where it keeps its request alive until the next full collection.
   */
  onEnd(listener: (() => void) | undefined): void {
    this.#listener = listener;
  }

  /** As often as it is paused it must be resumed. */
  pause(): void {
    if (this.#pauses === 0) {
      this.#leftMs = Math.max(1, this.leftMs);
      clearTimeout(this.#timer);
    }
    this.#pauses += 1;
  }

  resume(): void {
    this.#pauses -= 1;
    if (this.#pauses > 0 || this.#isStopped) return;
    this.#endMs = performance.now() + this.#leftMs;
    this.#start(this.#leftMs);
  }

  #isStopped = false;

  stop(): void {
    this.#isStopped = true;
    this.#listener = undefined;
    clearTimeout(this.#timer);
  }

  static #end(deadline: Deadline): void {
    deadline.#listener?.();
  }

  #start(delayMs: number): void {
    if (delayMs !== Number.POSITIVE_INFINITY)
      this.#timer = setTimeout(Deadline.#end, Math.max(1, delayMs), this);
  }
}
