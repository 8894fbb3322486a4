import { newId } from "@patchops/contract";
import { openDatabase } from "@patchops/db";
import { openTestDatabase } from "@patchops/testing";
import { expect, test } from "vitest";
import { createRates } from "./rates.ts";
import { memoryLog } from "./test-meter.ts";

const { database } = await openTestDatabase(openDatabase);

test("a bucket gives its minute's worth, tells when there is more, and hears what other nodes took", async () => {
  const open = () => createRates({ database, log: memoryLog(), nodeId: newId() });
  const [one, other] = [open(), open()];
  const [organization, key] = [
    { id: newId(), perMinute: 60 },
    { id: newId(), perMinute: 6 },
  ];
  expect(other.state(organization)).toEqual({ perMinute: 60, remaining: 60, resetSeconds: 0 });
  const waits = Array.from({ length: 8 }, () => one.take([organization, key]));
  expect(waits.slice(0, 6)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(waits[7]).toBeGreaterThan(8);
  // Of a refusal nothing is taken anywhere.
  expect(one.state(organization).remaining).toBeGreaterThanOrEqual(54);
  expect(one.state(key)).toMatchObject({ remaining: 0, perMinute: 6 });
  await expect.poll(() => other.take([key]), { timeout: 10_000 }).toBeGreaterThan(0);
  await Promise.all([one.close(), other.close()]);
});
