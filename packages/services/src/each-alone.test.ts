import { expect, test } from "vitest";
import { eachAlone } from "./each-alone.ts";

test("one that fails holds nobody behind it up, and is told of in any case", async () => {
  const done: number[] = [];
  const work = async (item: number) => {
    if (item % 2 === 0) throw new Error(`no ${item}`);
    done.push(item);
  };
  await expect(eachAlone([1, 2, 3, 4, 5], work)).rejects.toThrow("no 2");
  const failed: number[] = [];
  await eachAlone([1, 2, 3, 4, 5], work, (item) => failed.push(item));
  expect([done, failed]).toEqual([
    [1, 3, 5, 1, 3, 5],
    [2, 4],
  ]);
});
