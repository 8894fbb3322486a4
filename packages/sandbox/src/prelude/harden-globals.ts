import type { Primordials } from "./primordials.ts";

/**
 * Takes away resizable buffers, which escape the memory limit, and V8's CallSite objects, which lead from a stack trace
 * to functions and receivers. WebAssembly and shared memory go in each isolate: V8 refuses a snapshot without them.
 */
export function hardenGlobals(p: Primordials): void {
  p.defineProperty(Error, "prepareStackTrace", {
    get: () => undefined,
    // Assignments are ignored rather than refused: libraries probe it.
    set: () => undefined,
    configurable: false,
  });

  const Original = p.ArrayBuffer;
  const prototype = Original.prototype;
  for (const name of ["resize", "resizable", "maxByteLength", "transfer", "transferToFixedLength"]) {
    delete Object(prototype)[name];
  }
  // The second argument is what makes a buffer resizable; the original constructor is unreachable after this.
  function FixedArrayBuffer(length: number): ArrayBuffer {
    if (new.target === undefined) throw new p.TypeError("Constructor ArrayBuffer requires 'new'");
    return p.construct(Original, [length], new.target);
  }
  p.defineProperty(FixedArrayBuffer, "name", { value: "ArrayBuffer", configurable: true });
  p.defineProperty(FixedArrayBuffer, "prototype", { value: prototype, writable: false });
  p.defineProperty(FixedArrayBuffer, "isView", {
    value: Original.isView,
    writable: true,
    configurable: true,
  });
  p.defineProperty(FixedArrayBuffer, Symbol.species, {
    get(this: unknown) {
      return this;
    },
    configurable: true,
  });
  p.defineProperty(prototype, "constructor", { value: FixedArrayBuffer, writable: true, configurable: true });
  p.defineProperty(globalThis, "ArrayBuffer", {
    value: FixedArrayBuffer,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}
