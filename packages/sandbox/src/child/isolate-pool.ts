import ivm from "isolated-vm";
import type { Deliver } from "../prelude/create-installer.ts";
import { preludeSource, preludeWarmup } from "../prelude/prelude-source.ts";

const pauseMs = 3;
/** Ended isolates that wait for an idle moment. */
const maxSpent = 2;

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
  const spent: WarmIsolate[] = [];
  let tidying: NodeJS.Immediate | undefined;
  let pause: NodeJS.Timeout | undefined;

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
    // A first entry into an isolate is slow; this one is made before anybody waits for it.
    deliver.applyIgnored(undefined, ["[]"]);
    return entry;
  }

  function dropOldest(): void {
    warm.shift()?.isolate.dispose();
  }

  function end(entry: WarmIsolate): void {
    inUse -= 1;
    if (!entry.isolate.isDisposed) entry.isolate.dispose();
    // Past its memory limit: it is freed late, and this process will get no further runs.
    else isSpent = true;
  }

  /** One step per turn of the event loop, so that messages of running programs pass in between. */
  function tidy(): void {
    tidying = undefined;
    const [oldest] = spent.splice(0, 1);
    if (oldest) end(oldest);
    else if (isSpent) return;
    else if (warm.length + inUse < size) warm.push(create(wantedMb));
    else if (warm.length > 0 && !warm.some(({ memoryMb }) => memoryMb === wantedMb)) dropOldest();
    else return;
    tidying = setImmediate(tidy);
  }

  /** A little later than asked: who was just told of an end shall not have to wait for the processor meanwhile. */
  function tidyLater(): void {
    if (pause || tidying) return;
    pause = setTimeout(() => {
      pause = undefined;
      tidy();
    }, pauseMs);
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
    /** Ends an isolate: at once what is still at work, the others in the next idle moment. */
    dispose(entry: WarmIsolate, isAtRest: boolean): void {
      if (!isAtRest || entry.isolate.isDisposed) end(entry);
      else spent.push(entry);
      while (spent.length > maxSpent) for (const oldest of spent.splice(0, 1)) end(oldest);
      tidyLater();
    },
    tidyLater,
  };
}

export type IsolatePool = ReturnType<typeof createIsolatePool>;
