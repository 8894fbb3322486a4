import { describe, expect, it } from "vitest";
import { connectionSlug } from "./slug.ts";

describe("connectionSlug", () => {
  it("keeps letters and digits and joins the rest with hyphens", () => {
    expect(connectionSlug("My Wiki (prod)", new Set())).toBe("my-wiki-prod");
    expect(connectionSlug("Café", new Set())).toBe("cafe");
  });
  it("starts with a letter and is never empty", () => {
    expect(connectionSlug("42", new Set())).toBe("mcp-42");
    expect(connectionSlug("日本", new Set())).toBe("mcp");
  });
  it("is unique among those taken and avoids names that mean something else", () => {
    expect(connectionSlug("demo", new Set(["demo", "demo-2"]))).toBe("demo-3");
    expect(connectionSlug("search", new Set())).toBe("mcp-search");
  });
});
