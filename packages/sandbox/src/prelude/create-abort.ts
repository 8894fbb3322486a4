import type { Primordials } from "./primordials.ts";

/** `AbortController` and `AbortSignal`, with listeners for `abort` only. */
export function createAbort(p: Primordials, setTimeout: (callback: () => void, delayMs: number) => number) {
  type Listener = (event: { type: "abort"; target: AbortSignal }) => unknown;

  class AbortError extends p.Error {
    override name = "AbortError";
  }
  class TimeoutError extends p.Error {
    override name = "TimeoutError";
  }

  class AbortSignal {
    aborted = false;
    reason: unknown = undefined;
    onabort: Listener | null = null;
    readonly #listeners = new p.Map<Listener, boolean>();

    addEventListener(type: unknown, listener: Listener, options?: { once?: unknown }): void {
      if (type === "abort" && typeof listener === "function") {
        p.mapSet(this.#listeners, listener, options?.once === true);
      }
    }
    removeEventListener(_type: unknown, listener: Listener): void {
      p.mapDelete(this.#listeners, listener);
    }
    throwIfAborted(): void {
      if (this.aborted) throw this.reason;
    }
    static abort(reason?: unknown): AbortSignal {
      const signal = new AbortSignal();
      end(signal, reason);
      return signal;
    }
    static timeout(delayMs: number): AbortSignal {
      const signal = new AbortSignal();
      setTimeout(() => end(signal, new TimeoutError("The time is over.")), delayMs);
      return signal;
    }
    static any(signals: Iterable<AbortSignal>): AbortSignal {
      const signal = new AbortSignal();
      for (const each of signals) {
        if (each.aborted) end(signal, each.reason);
        else each.addEventListener("abort", () => end(signal, each.reason), { once: true });
      }
      return signal;
    }
    static end(signal: AbortSignal, reason: unknown): void {
      if (signal.aborted) return;
      signal.aborted = true;
      signal.reason = reason === undefined ? new AbortError("The operation was aborted.") : reason;
      const event = { type: "abort" as const, target: signal };
      signal.onabort?.(event);
      p.mapForEach(signal.#listeners as Map<unknown, unknown>, (_, listener) => {
        (listener as Listener)(event);
      });
    }
  }
  const { end } = AbortSignal;
  Reflect.deleteProperty(AbortSignal, "end");

  class AbortController {
    readonly signal = new AbortSignal();
    abort(reason?: unknown): void {
      end(this.signal, reason);
    }
  }
  const globals: Record<string, unknown> = { AbortController, AbortSignal };
  return { globals };
}
