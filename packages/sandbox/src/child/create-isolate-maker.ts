import ivm from "isolated-vm";
import type { Deliver } from "../prelude/create-installer.ts";
import { preludeSource, preludeWarmup } from "../prelude/prelude-source.ts";
import { readUrlLibrary } from "../prelude/read-url-library.ts";

const makerMemoryMb = 32;
const install = "return $install($0, $1)";

/** An isolate that waits for its one program. */
export interface WarmIsolate {
  isolate: ivm.Isolate;
  context: ivm.Context;
  deliver: ivm.Reference<Deliver>;
  memoryMb: number;
  /** What it held when it was made. */
  freshBytes: number;
  /** Set by whoever takes it: receives the batches of the program. */
  onBatch: (batch: string) => void;
  /** Set by whoever takes it: V8 lost control of the isolate. */
  onCatastrophe: () => void;
}

export interface IsolateMaker {
  /** On threads of their own: the event loop stays free for the programs that run. */
  make(memoryMb: number): Promise<WarmIsolate>;
  /** At once, for a program that waits. */
  makeNow(memoryMb: number): WarmIsolate;
  /** Ends an isolate that is at rest; resolves when its heap is freed, which takes a while that the event loop does not spend. */
  drop(entry: WarmIsolate): Promise<void>;
}

type Outlet = Pick<WarmIsolate, "onBatch" | "onCatastrophe">;

/** Runs in the maker's isolate. */
const makerSource = `
  const { Isolate } = $0;
  return {
    construct: (memoryLimit, onCatastrophicError) => new Isolate({ memoryLimit, snapshot: $1, onCatastrophicError }),
    drop: (isolate) => void isolate.dispose(),
  };`;

/**
 * Makes isolates from the snapshot of the prelude. `new Isolate` has no asynchronous form, so an isolate of ours, which
 * never sees a program, calls it on its thread and hands the new one over.
 */
export function createIsolateMaker(): IsolateMaker {
  const snapshot = ivm.Isolate.createSnapshot(
    [{ code: preludeSource(readUrlLibrary()), filename: "prelude" }],
    preludeWarmup,
  );
  const context = new ivm.Isolate({ memoryLimit: makerMemoryMb }).createContextSync();
  const maker = context.evalClosureSync(makerSource, [ivm, snapshot], {
    result: { reference: true },
  });
  const construct: ivm.Reference<(memoryLimit: number, onCatastrophicError: unknown) => ivm.Isolate> =
    maker.getSync("construct", { reference: true });
  const drop: ivm.Reference<(isolate: ivm.Isolate) => undefined> = maker.getSync("drop", { reference: true });

  let freshBytes = 0;

  function outlet(): Outlet {
    return { onBatch: () => undefined, onCatastrophe: () => undefined };
  }
  function parameters(to: Outlet, hasTime: boolean): [ivm.Callback, boolean] {
    const send = new ivm.Callback((batch: string) => to.onBatch(batch), { ignored: true });
    return [send, hasTime];
  }

  return {
    async make(memoryMb) {
      const to = outlet();
      const told = new ivm.Callback(() => to.onCatastrophe(), { ignored: true });
      const isolate = await construct.apply(undefined, [memoryMb, told]);
      const context = await isolate.createContext();
      const deliver = await context.evalClosure(install, parameters(to, true), {
        result: { reference: true },
      });
      // All are alike, and asking takes longer than it is worth for each.
      freshBytes ||= (await isolate.getHeapStatistics()).used_heap_size;
      return Object.assign(to, { isolate, context, deliver, memoryMb, freshBytes });
    },
    makeNow(memoryMb) {
      const to = outlet();
      const isolate = new ivm.Isolate({
        memoryLimit: memoryMb,
        snapshot,
        onCatastrophicError: () => to.onCatastrophe(),
      });
      const context = isolate.createContextSync();
      const deliver = context.evalClosureSync(install, parameters(to, false), {
        result: { reference: true },
      });
      freshBytes ||= isolate.getHeapStatisticsSync().used_heap_size;
      return Object.assign(to, { isolate, context, deliver, memoryMb, freshBytes });
    },
    drop: ({ isolate }) => drop.apply(undefined, [isolate]),
  };
}
