import { type Fetch, unreachable } from "./checked-fetch.ts";
import { PatchOpsError } from "./patch-ops-error.ts";

/** How long a stream that was open may be gone before its listener is told. */
const lostForMs = 30_000;

export interface StreamWatchOptions {
  url: string;
  fetch: Fetch;
  onLost: (error: PatchOpsError) => void;
}

/**
 * Stands between an EventSource, which would reconnect for ever and hides why it failed, and the network: a stream that never
 * opened fails at once with the server's own words, one that was open is given 30 s to come back.
 */
export class StreamWatch {
  readonly #options: StreamWatchOptions;
  #wasOpen = false;
  #lostAtMs: number | null = null;

  constructor(options: StreamWatchOptions) {
    this.#options = options;
  }

  async fetch(url: string | URL, init: RequestInit): Promise<Response> {
    try {
      const response = await this.#options.fetch(url, init);
      this.#wasOpen = true;
      this.#lostAtMs = null;
      return response;
    } catch (error) {
      if (init.signal?.aborted) throw error;
      const known = error instanceof PatchOpsError ? error : unreachable(this.#options.url, error);
      this.#lostAtMs ??= Date.now();
      const mayComeBack = this.#wasOpen && known.retryable && Date.now() - this.#lostAtMs < lostForMs;
      if (!mayComeBack) this.#options.onLost(known);
      throw known;
    }
  }
}
