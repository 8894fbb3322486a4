import { expect, test } from "vitest";
import { hashPassword, verifyPassword, verifyPasswordDummy } from "./password.ts";

test("S22: argon2id with 19 MiB, 2 passes, 1 lane, salted", async () => {
  const [first, second] = await Promise.all([
    hashPassword("hunter2 hunter2"),
    hashPassword("hunter2 hunter2"),
  ]);
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(first).not.toBe(second);
  expect(await verifyPassword(first, "hunter2 hunter2")).toBe(true);
  expect(await verifyPassword(first, "hunter2 hunter3")).toBe(false);
});

test("S22: a 64 KiB password is refused without hashing it", async () => {
  const long = "x".repeat(65_536);
  await expect(hashPassword(long)).rejects.toMatchObject({ code: "password_too_long" });
  // A hash that cannot be parsed would throw, were it looked at.
  expect(await verifyPassword("no hash", long)).toBe(false);
  await verifyPasswordDummy(long);
});

test("S22: a flood is bounded: some wait their turn, the others are turned away", async () => {
  const answers = await Promise.allSettled(Array.from({ length: 210 }, () => verifyPasswordDummy("x")));
  const refused = answers.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(8);
  expect(refused[0]).toMatchObject({ reason: { code: "busy" } });
  expect(await hashPassword("after the flood")).toContain("argon2id");
});
