/**
 * Copies of the built-ins that the prelude uses, taken before any program runs: whatever a program does to prototypes
 * and globals, the prelude keeps working. Like every function of this folder it is sent to the isolate as its source
 * text, so it refers to nothing outside itself.
 */
export function capturePrimordials() {
  const {
    apply,
    ownKeys,
    getPrototypeOf,
    setPrototypeOf,
    getOwnPropertyDescriptor,
    defineProperty,
    construct,
  } = Reflect;
  const { stringify, parse } = JSON;
  const { isArray } = Array;
  const bind = Function.prototype.bind;
  const call = Function.prototype.call;

  function uncurry<This, Args extends readonly unknown[], Result>(
    method: (this: This, ...args: Args) => Result,
  ): (self: This, ...args: Args) => Result {
    return apply(bind, call, [method]);
  }
  function getterOf(prototype: object, key: PropertyKey): (self: unknown) => unknown {
    const get = getOwnPropertyDescriptor(prototype, key)?.get;
    return get ? apply(bind, call, [get]) : () => undefined;
  }

  return {
    apply,
    ownKeys,
    getPrototypeOf,
    setPrototypeOf,
    getOwnPropertyDescriptor,
    defineProperty,
    construct,
    stringify,
    parse,
    isArray,
    uncurry,
    getterOf,
    now: Date.now,
    dateWords: uncurry(Date.prototype.toString),
    captureStackTrace: Error.captureStackTrace,
    slice: uncurry(String.prototype.slice),
    indexOf: uncurry(String.prototype.indexOf),
    split: uncurry(String.prototype.split as (separator: string) => string[]),
    repeat: uncurry(String.prototype.repeat),
    padEnd: uncurry(String.prototype.padEnd),
    charCodeAt: uncurry(String.prototype.charCodeAt),
    fromCharCode: String.fromCharCode,
    codePointAt: uncurry(String.prototype.codePointAt),
    fromCodePoint: String.fromCodePoint,
    test: uncurry(RegExp.prototype.test),
    regExpText: uncurry(RegExp.prototype.toString),
    symbolText: uncurry(Symbol.prototype.toString),
    bigintText: uncurry(BigInt.prototype.toString as () => string),
    dateTime: uncurry(Date.prototype.getTime),
    dateText: uncurry(Date.prototype.toISOString),
    mapSize: getterOf(Map.prototype, "size") as (self: unknown) => number,
    setSize: getterOf(Set.prototype, "size") as (self: unknown) => number,
    mapForEach: uncurry(Map.prototype.forEach),
    setForEach: uncurry(Set.prototype.forEach),
    mapGet: uncurry(Map.prototype.get),
    mapSet: uncurry(Map.prototype.set),
    mapHas: uncurry(Map.prototype.has),
    mapDelete: uncurry(Map.prototype.delete),
    weakMapGet: uncurry(WeakMap.prototype.get),
    weakMapSet: uncurry(WeakMap.prototype.set),
    weakSetAdd: uncurry(WeakSet.prototype.add),
    weakSetHas: uncurry(WeakSet.prototype.has),
    bufferBytes: getterOf(ArrayBuffer.prototype, "byteLength") as (self: unknown) => number,
    typedTag: getterOf(getPrototypeOf(Uint8Array.prototype) ?? {}, Symbol.toStringTag),
    typedBytes: getterOf(getPrototypeOf(Uint8Array.prototype) ?? {}, "byteLength"),
    typedOffset: getterOf(getPrototypeOf(Uint8Array.prototype) ?? {}, "byteOffset"),
    typedBuffer: getterOf(getPrototypeOf(Uint8Array.prototype) ?? {}, "buffer"),
    typedSlice: uncurry(Uint8Array.prototype.slice),
    viewBytes: getterOf(DataView.prototype, "byteLength"),
    viewOffset: getterOf(DataView.prototype, "byteOffset"),
    viewBuffer: getterOf(DataView.prototype, "buffer"),
    bufferSlice: uncurry(ArrayBuffer.prototype.slice),
    setAdd: uncurry(Set.prototype.add),
    lowerCase: uncurry(String.prototype.toLowerCase),
    replace: uncurry(String.prototype.replace as (pattern: RegExp, by: string) => string),
    typedLength: getterOf(getPrototypeOf(Uint8Array.prototype) ?? {}, "length"),
    trunc: Math.trunc,
    isNaN: Number.isNaN,
    isInteger: Number.isInteger,
    Array,
    ArrayBuffer,
    DataView,
    Date,
    Error,
    Map,
    Object,
    Promise,
    Proxy,
    RangeError,
    RegExp,
    Set,
    String,
    Number,
    TypeError,
    Uint8Array,
    Uint32Array,
    WeakMap,
    WeakSet,
  };
}

export type Primordials = ReturnType<typeof capturePrimordials>;
