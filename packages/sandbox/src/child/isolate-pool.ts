import type { IsolateMaker, WarmIsolate } from "./create-isolate-maker.ts";

const minMemoryMb = 8;
/** Ended isolates whose memory is not free yet, beyond which none is made ahead: on a busy machine freeing comes late. */
const maxEnding = 2;
/** Beyond that many the process takes no further run until some are free: its data limit has room for a few more. */
const crowdedEnding = 6;
/** Until then the program that none waited for has its start behind it: memory freed beside it would make that half as slow again. */
const roomDelayMs = 5;

/**
 * Fresh isolates, made ahead between the runs for the memory limit that was asked for last. None is used twice. Those
 * in use, in waiting and in the making are no more than `size`, but for a moment: the data limit of the process reckons with some more.
 */
export function createIsolatePool(maker: IsolateMaker, size: number, initialMemoryMb: number) {
  const warm: WarmIsolate[] = [];
  let wantedMb = Math.max(minMemoryMb, initialMemoryMb);
  let inUse = 0;
  let making = 0;
  let ending = 0;
  let isSpent = false;
  let isTidying = false;
  let onRoom: (() => void)[] = [];

  /** One step per turn of the event loop, so that messages of running programs pass in between. */
  function tidy(): void {
    isTidying = false;
    if (isSpent || making > 0 || ending > maxEnding) return;
    if (warm.length > 0 && warm.length + inUse > size) dropOldest();
    else if (warm.length + inUse < size) void refill(wantedMb);
    else if (warm.length > 0 && !warm.some(({ memoryMb }) => memoryMb === wantedMb)) {
      dropOldest();
      tidyLater();
    }
  }

  function dropOldest(): void {
    const oldest = warm.shift();
    if (oldest) void drop(oldest);
  }

  async function drop(entry: WarmIsolate): Promise<void> {
    ending += 1;
    try {
      await maker.drop(entry);
    } finally {
      ending -= 1;
      tellRoom();
      tidyLater();
    }
  }

  function tellRoom(): void {
    if (ending >= crowdedEnding) return;
    const told = onRoom;
    onRoom = [];
    for (const tell of told) tell();
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
      if (warm.length + inUse + making > size) setTimeout(tidyLater, roomDelayMs);
      return entry;
    },
    /** Ends an isolate: at once what is still at work, the others without the event loop. */
    dispose(entry: WarmIsolate, isAtRest: boolean): void {
      inUse -= 1;
      // Past its memory limit: it is freed late, and this process will get no further runs.
      if (entry.isolate.isDisposed) isSpent = true;
      else if (isAtRest) void drop(entry);
      else entry.isolate.dispose();
      tidyLater();
    },
    tidyLater,
    /** Ended isolates wait to be freed, too many to begin with another program. */
    isCrowded: () => ending >= crowdedEnding,
    /** Called when it is crowded: `tell` follows when it is so no more. */
    whenRoomy(tell: () => void): void {
      onRoom.push(tell);
    },
  };
}

export type IsolatePool = ReturnType<typeof createIsolatePool>;
