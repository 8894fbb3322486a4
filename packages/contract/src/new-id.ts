import { clock } from "./clock.ts";

let lastMs = 0;
let sequence = 0;
/** The id's first 48 bits as text, and the millisecond they stand for. */
let timeText = "";
let timeOf = -1;
/** A clock that goes back further was set right, and is followed: ids made before keep no order with those after. */
const keptInOrderMs = 60_000;

/**
 * A UUIDv7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, a 12-bit counter that keeps the ids of one process
 * in order within a millisecond, 62 random bits. Whole milliseconds.
 */
export function newId(nowMs: number = clock.nowMs()): string {
  if (nowMs > lastMs || nowMs < lastMs - keptInOrderMs) {
    lastMs = nowMs;
    sequence = 0;
  } else if (++sequence > 0xfff) {
    lastMs += 1;
    sequence = 0;
  }
  if (timeOf !== lastMs) {
    timeOf = lastMs;
    const time = timeOf.toString(16).padStart(12, "0");
    timeText = `${time.slice(0, 8)}-${time.slice(8)}`;
  }
  const tail = randomHex();
  const variant = ((Number.parseInt(tail.slice(0, 1), 16) & 0x3) | 0x8).toString(16);
  return `${timeText}-7${sequence.toString(16).padStart(3, "0")}-${variant}${tail.slice(1, 4)}-${tail.slice(4)}`;
}

const idBytes = 8;
const pool = new Uint8Array(256 * idBytes);
let poolOffset = pool.length;
const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** 64 random bits as 16 hex digits; the system is asked for many at once, since each asking costs microseconds. */
function randomHex(): string {
  if (poolOffset === pool.length) {
    globalThis.crypto.getRandomValues(pool);
    poolOffset = 0;
  }
  let hex = "";
  for (const end = poolOffset + idBytes; poolOffset < end; poolOffset += 1)
    hex += hexOfByte[pool[poolOffset] ?? 0];
  return hex;
}

/** The moment inside a UUIDv7, in Unix milliseconds. */
export function idTimeMs(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
