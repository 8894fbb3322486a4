import type { IsolateMaker, WarmIsolate } from "./create-isolate-maker.ts";

const minMemoryMb = 8;

/**
 * Fresh isolates, made ahead between the runs for the memory limit that was asked for last. None is used twice. Those
 * in use, in waiting and in the making are never more than `size`: the data limit of the process reckons with that.
 */
export function createIsolatePool(maker: IsolateMaker, size: number, initialMemoryMb: number) {
  const warm: WarmIsolate[] = [];
  const spent: WarmIsolate[] = [];
  let wantedMb = Math.max(minMemoryMb, initialMemoryMb);
  let inUse = 0;
  let making = 0;
  let isSpent = false;
  let isTidying = false;

  function end(entry: WarmIsolate): void {
    inUse -= 1;
    if (!entry.isolate.isDisposed) entry.isolate.dispose();
    // Past its memory limit: it is freed late, and this process will get no further runs.
    else isSpent = true;
  }

  /** One step per turn of the event loop, so that messages of running programs pass in between. */
  function tidy(): void {
    isTidying = false;
    const oldest = spent.shift();
    if (oldest) end(oldest);
    else if (isSpent || making > 0) return;
    else if (warm.length + inUse < size) {
      void refill(wantedMb);
      return;
    } else if (warm.length > 0 && !warm.some(({ memoryMb }) => memoryMb === wantedMb)) {
      warm.shift()?.isolate.dispose();
    } else return;
    tidyLater();
  }

  async function refill(memoryMb: number): Promise<void> {
    making += 1;
    try {
      warm.push(await maker.make(memoryMb));
    } finally {
      making -= 1;
    }
    tidyLater();
  }

  function tidyLater(): void {
    if (isTidying) return;
    isTidying = true;
    setImmediate(tidy);
  }

  return {
    take(memoryMb: number): WarmIsolate {
      wantedMb = Math.max(minMemoryMb, memoryMb);
      const index = warm.findIndex((entry) => entry.memoryMb === wantedMb);
      const entry = warm.splice(index, index < 0 ? 0 : 1)[0] ?? maker.makeNow(wantedMb);
      inUse += 1;
      if (warm.length + inUse + making > size) warm.shift()?.isolate.dispose();
      return entry;
    },
    /** Ends an isolate: at once what is still at work, the others in the next idle moment. */
    dispose(entry: WarmIsolate, isAtRest: boolean): void {
      if (isAtRest && !entry.isolate.isDisposed) spent.push(entry);
      else end(entry);
      tidyLater();
    },
    tidyLater,
  };
}

export type IsolatePool = ReturnType<typeof createIsolatePool>;
