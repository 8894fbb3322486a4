import { expect, test } from "vitest";
import type { IsolateMaker, WarmIsolate } from "./create-isolate-maker.ts";
import { createIsolatePool } from "./isolate-pool.ts";

/** Isolates as the pool sees them; nothing of V8. */
function fakeMaker() {
  const freed: (() => void)[] = [];
  let made = 0;
  const make = (memoryMb: number) => {
    made += 1;
    return { memoryMb, isolate: { isDisposed: false } } as WarmIsolate;
  };
  const maker: IsolateMaker = {
    make: async (memoryMb) => make(memoryMb),
    makeNow: make,
    drop: () => new Promise((resolve) => freed.push(resolve)),
  };
  return { maker, freed, made: () => made };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("while ended isolates are not freed none is made ahead, and the process says that it takes no further program", async () => {
  const { maker, freed, made } = fakeMaker();
  const pool = createIsolatePool(maker, 3, 64);
  let told = 0;
  for (let run = 0; run < 6; run += 1) {
    expect(pool.isCrowded()).toBe(false);
    pool.dispose(pool.take(64), true);
    await turn();
  }
  expect(pool.isCrowded()).toBe(true);
  pool.whenRoomy(() => {
    told += 1;
  });
  const before = made();
  await turn();
  await turn();
  expect([made(), told]).toEqual([before, 0]);
  freed.shift()?.();
  await turn();
  expect([pool.isCrowded(), told]).toEqual([false, 1]);
  for (const free of freed.splice(0)) free();
  await turn();
  expect(told).toBe(1);
});
