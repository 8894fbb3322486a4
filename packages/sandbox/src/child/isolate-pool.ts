import ivm from "isolated-vm";
import type { Deliver } from "../prelude/create-installer.ts";
import { preludeSource, preludeWarmup } from "../prelude/prelude-source.ts";

/** An isolate that waits for its one program. */
export interface WarmIsolate {
  isolate: ivm.Isolate;
  context: ivm.Context;
  deliver: ivm.Reference<Deliver>;
  memoryMb: number;
  /** Set by whoever takes it: receives the batches of the program. */
  onBatch: (batch: string) => void;
  /** Set by whoever takes it: V8 lost control of the isolate. */
  onCatastrophe: () => void;
}

/**
 * Fresh isolates, made ahead in idle moments for the memory limit that was asked for last. None is used twice. Those in
 * use and those in waiting are never more than `size`: the data limit of the process reckons with that.
 */
export function createIsolatePool(size: number, initialMemoryMb: number) {
  const snapshot = ivm.Isolate.createSnapshot(
    [{ code: preludeSource(), filename: "prelude" }],
    preludeWarmup,
  );
  let wantedMb = initialMemoryMb;
  const warm: WarmIsolate[] = [];
  let inUse = 0;
  let isSpent = false;
  let refill: NodeJS.Immediate | undefined;

  function create(memoryMb: number): WarmIsolate {
    const isolate = new ivm.Isolate({
      memoryLimit: Math.max(8, memoryMb),
      snapshot,
      onCatastrophicError: () => entry.onCatastrophe(),
    });
    const context = isolate.createContextSync();
    const send = new ivm.Callback((batch: string) => entry.onBatch(batch), { ignored: true });
    const deliver = context.evalClosureSync("return $install($0)", [send], { result: { reference: true } });
    const entry: WarmIsolate = {
      isolate,
      context,
      deliver,
      memoryMb,
      onBatch: () => undefined,
      onCatastrophe: () => undefined,
    };
    return entry;
  }

  function dropOldest(): void {
    warm.shift()?.isolate.dispose();
  }

  /** One per turn of the event loop, so that messages of running programs pass in between. */
  function refillLater(): void {
    if (isSpent || refill) return;
    const isFull = warm.length + inUse >= size;
    if (isFull && (warm.length === 0 || warm.some(({ memoryMb }) => memoryMb === wantedMb))) return;
    refill = setImmediate(() => {
      refill = undefined;
      if (isSpent) return;
      if (warm.length + inUse >= size) dropOldest();
      if (warm.length + inUse < size) warm.push(create(wantedMb));
      refillLater();
    });
  }

  return {
    take(memoryMb: number): WarmIsolate {
      wantedMb = memoryMb;
      const index = warm.findIndex((entry) => entry.memoryMb === memoryMb);
      const entry = warm.splice(index, index < 0 ? 0 : 1)[0] ?? create(memoryMb);
      inUse += 1;
      if (warm.length + inUse > size) dropOldest();
      return entry;
    },
    dispose(entry: WarmIsolate): void {
      inUse -= 1;
      if (!entry.isolate.isDisposed) entry.isolate.dispose();
      // Past its memory limit: it is freed late, and this process will get no further runs.
      else isSpent = true;
    },
    refillLater,
  };
}

export type IsolatePool = ReturnType<typeof createIsolatePool>;
