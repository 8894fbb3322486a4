import type { Primordials } from "./primordials.ts";

/** `crypto.getRandomValues`, `randomUUID` and `Math.random`, all from one seed of the host, so that a run can be repeated from it. */
export function createRandom(p: Primordials) {
  const state = new p.Uint32Array(16);
  const block = new p.Uint32Array(16);
  const bytes = new p.Uint8Array(block.buffer);
  let used = 64;
  let smallA = 0;
  let smallB = 0;
  let smallC = 0;
  let smallD = 1;

  /** `words`: eight unsigned 32-bit numbers of the host. */
  function seed(words: ArrayLike<number>): void {
    state[0] = 0x61707865;
    state[1] = 0x3320646e;
    state[2] = 0x79622d32;
    state[3] = 0x6b206574;
    for (let index = 0; index < 8; index += 1) state[4 + index] = words[index] ?? 0;
    used = 64;
    smallA = words[0] ?? 0;
    smallB = words[1] ?? 0;
    smallC = words[2] ?? 0;
    smallD = 1;
    for (let round = 0; round < 12; round += 1) small();
  }

  /** sfc32: for `Math.random`, which promises no secrecy and is called far more often. */
  function small(): number {
    const sum = (((smallA + smallB) | 0) + smallD) | 0;
    smallD = (smallD + 1) | 0;
    smallA = smallB ^ (smallB >>> 9);
    smallB = (smallC + (smallC << 3)) | 0;
    smallC = (((smallC << 21) | (smallC >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
  /** 53 bits. */
  function random(): number {
    return ((small() >>> 5) * 67_108_864 + (small() >>> 6)) / 9_007_199_254_740_992;
  }

  function rotate(value: number, by: number): number {
    return (value << by) | (value >>> (32 - by));
  }
  function at(index: number): number {
    return block[index] ?? 0;
  }
  function quarter(a: number, b: number, c: number, d: number): void {
    block[a] = at(a) + at(b);
    block[d] = rotate(at(d) ^ at(a), 16);
    block[c] = at(c) + at(d);
    block[b] = rotate(at(b) ^ at(c), 12);
    block[a] = at(a) + at(b);
    block[d] = rotate(at(d) ^ at(a), 8);
    block[c] = at(c) + at(d);
    block[b] = rotate(at(b) ^ at(c), 7);
  }
  function next(): void {
    for (let index = 0; index < 16; index += 1) block[index] = state[index] ?? 0;
    for (let round = 0; round < 10; round += 1) {
      quarter(0, 4, 8, 12);
      quarter(1, 5, 9, 13);
      quarter(2, 6, 10, 14);
      quarter(3, 7, 11, 15);
      quarter(0, 5, 10, 15);
      quarter(1, 6, 11, 12);
      quarter(2, 7, 8, 13);
      quarter(3, 4, 9, 14);
    }
    for (let index = 0; index < 16; index += 1) block[index] = at(index) + (state[index] ?? 0);
    state[12] = (state[12] ?? 0) + 1;
    used = 0;
  }
  function byte(): number {
    if (used >= 64) next();
    const value = bytes[used] ?? 0;
    used += 1;
    return value;
  }

  const hex = "0123456789abcdef";
  function randomUUID(): string {
    let text = "";
    for (let index = 0; index < 16; index += 1) {
      let value = byte();
      // RFC 9562, section 5.4: version 4, variant 10.
      if (index === 6) value = (value & 0x0f) | 0x40;
      if (index === 8) value = (value & 0x3f) | 0x80;
      if (index === 4 || index === 6 || index === 8 || index === 10) text += "-";
      text += p.slice(hex, value >> 4, (value >> 4) + 1) + p.slice(hex, value & 15, (value & 15) + 1);
    }
    return text;
  }
  function getRandomValues<Target extends ArrayBufferView>(target: Target): Target {
    const tag = p.typedTag(target);
    if (
      typeof tag !== "string" ||
      tag === "Float32Array" ||
      tag === "Float64Array" ||
      tag === "Float16Array"
    ) {
      throw new p.TypeError("The target must be an array of integers.");
    }
    const sizeBytes = p.Number(p.typedBytes(target));
    if (sizeBytes > 65_536) throw new p.RangeError("No more than 65536 bytes at once.");
    const view = new p.Uint8Array(
      p.typedBuffer(target) as ArrayBuffer,
      p.Number(p.typedOffset(target)),
      sizeBytes,
    );
    for (let index = 0; index < sizeBytes; index += 1) view[index] = byte();
    return target;
  }

  p.defineProperty(Math, "random", { value: random, writable: true, configurable: true });

  return { seed, globals: { crypto: { randomUUID, getRandomValues } } };
}
