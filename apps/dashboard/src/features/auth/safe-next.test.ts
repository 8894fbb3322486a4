import { describe, expect, it } from "vitest";
import { safeNext } from "./safe-next.ts";

const origin = "https://patchops.example";

describe("where signing in leads", () => {
  it("goes back to a page of this origin, with its filters", () => {
    expect(safeNext("/activity?tool=list_orders#row", origin)).toBe(
      `${origin}/activity?tool=list_orders#row`,
    );
    expect(safeNext(`${origin}/usage`, origin)).toBe(`${origin}/usage`);
  });

  it.each([
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    `${origin}@evil.example`,
    "http://patchops.example/",
    "http://[",
  ])("never leaves it: %s", (next) => {
    expect(safeNext(next, origin)).toBe(`${origin}/`);
  });

  it("answers no path that a browser reads as another host", () => {
    expect(new URL(safeNext("/.//evil.example", origin)).origin).toBe(origin);
  });

  it("does not lead back to signing in", () => {
    expect(safeNext("/login?next=/login", origin)).toBe(`${origin}/`);
    expect(safeNext(undefined, origin)).toBe(`${origin}/`);
  });
});
