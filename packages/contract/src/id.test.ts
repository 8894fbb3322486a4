import { describe, expect, it } from "vitest";
import { clock } from "./clock.ts";
import { idSchema } from "./id.ts";
import { idTimeMs, newId } from "./new-id.ts";

describe("newId", () => {
  it("makes UUIDs of version 7 that hold their moment", () => {
    const before = Date.now();
    const id = newId();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(idSchema.parse(id.toUpperCase())).toBe(id);
    expect(idTimeMs(id)).toBeGreaterThanOrEqual(before);
  });

  it("makes them different and in order, however many in a millisecond", () => {
    const ids = Array.from({ length: 20_000 }, () => newId());
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(ids);
  });

  it("follows the clock that it is told to, also one that is far behind", () => {
    const daysAgo = Date.now() - 2 * 86_400_000;
    newId();
    clock.follow(() => daysAgo);
    const id = newId();
    clock.follow(null);
    expect(idTimeMs(id)).toBe(daysAgo);
    expect(idTimeMs(newId())).toBeGreaterThan(daysAgo + 86_400_000);
  });

  it("stays in order when the clock goes back", () => {
    const later = newId(Date.now() + 5_000);
    expect(newId() > later).toBe(true);
  });
});
