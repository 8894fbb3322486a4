import type { Primordials } from "./primordials.ts";

/** `structuredClone` of data: plain objects, arrays, Map, Set, Date, RegExp, errors and buffers, cycles included. */
export function createStructuredClone(p: Primordials) {
  function refuse(what: string): never {
    throw new p.TypeError(`${what} could not be cloned.`);
  }

  function clone(value: unknown, seen: Map<object, object>): unknown {
    if (typeof value === "function") return refuse("A function");
    if (typeof value === "symbol") return refuse("A symbol");
    if (typeof value !== "object" || value === null) return value;
    const known = p.mapGet(seen as Map<unknown, unknown>, value);
    if (known !== undefined) return known;
    const keep = <Copy extends object>(copy: Copy): Copy => {
      p.mapSet(seen as Map<unknown, unknown>, value, copy);
      return copy;
    };
    if (p.isArray(value)) return copyProperties(value, keep(new p.Array(value.length)), seen);
    if (value instanceof p.Date) return keep(new p.Date(p.dateTime(value)));
    if (value instanceof p.RegExp) return keep(new p.RegExp(value));
    if (value instanceof p.Map) {
      const copy = keep(new p.Map<unknown, unknown>());
      p.mapForEach(value, (item, key) => {
        p.mapSet(copy, clone(key, seen), clone(item, seen));
      });
      return copy;
    }
    if (value instanceof p.Set) {
      const copy = keep(new p.Set<unknown>());
      p.setForEach(value, (item) => {
        p.setAdd(copy, clone(item, seen));
      });
      return copy;
    }
    if (value instanceof p.ArrayBuffer) return keep(p.bufferSlice(value, 0, p.bufferBytes(value)));
    if (typeof p.typedTag(value) === "string") {
      return keep(p.typedSlice(value as Uint8Array, 0, p.Number(p.typedLength(value))));
    }
    if (value instanceof p.DataView) {
      const from = p.Number(p.viewOffset(value));
      const bytes = p.Number(p.viewBytes(value));
      return keep(new p.DataView(p.bufferSlice(p.viewBuffer(value) as ArrayBuffer, from, from + bytes)));
    }
    if (value instanceof p.Promise || value instanceof p.WeakSet || value instanceof p.WeakMap) {
      return refuse("The object");
    }
    if (value instanceof p.Error) {
      const copy = keep(new p.Error(value.message));
      const set = (key: string, of: unknown) =>
        p.defineProperty(copy, key, { value: of, writable: true, configurable: true });
      set("name", value.name);
      set("stack", value.stack);
      if (value.cause !== undefined) set("cause", clone(value.cause, seen));
      return copy;
    }
    return copyProperties(value, keep({}), seen);
  }

  function copyProperties<Copy extends object>(from: object, copy: Copy, seen: Map<object, object>): Copy {
    const keys = p.ownKeys(from);
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index];
      if (typeof key !== "string" || !p.getOwnPropertyDescriptor(from, key)?.enumerable) continue;
      const value = clone(p.Object(from)[key], seen);
      p.defineProperty(copy, key, { value, writable: true, enumerable: true, configurable: true });
    }
    return copy;
  }

  return {
    globals: { structuredClone: (value: unknown) => clone(value, new p.Map<object, object>()) },
  };
}
