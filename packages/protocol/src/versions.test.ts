import { describe, expect, it } from "vitest";
import { detectEra, modernMetaKeys } from "./detect-era.ts";
import { isLegacyVersion, legacyVersions, modernVersion, negotiateVersion } from "./versions.ts";

describe("negotiateVersion", () => {
  it("echoes a legacy revision and answers anything else with the newest of them", () => {
    for (const version of legacyVersions) expect(negotiateVersion(version)).toBe(version);
    for (const version of [modernVersion, "1999-01-01", "", "__proto__"]) {
      expect(negotiateVersion(version)).toBe("2025-11-25");
      expect(isLegacyVersion(version)).toBe(false);
    }
  });
});

describe("detectEra", () => {
  const meta = { _meta: { [modernMetaKeys.protocolVersion]: modernVersion } };

  it("takes the request's own word, then the header's", () => {
    expect(detectEra({ method: "tools/list" })).toBe("legacy");
    expect(detectEra({ method: "tools/list", params: meta })).toBe("modern");
    expect(detectEra({ method: "tools/list" }, { "mcp-protocol-version": modernVersion })).toBe("modern");
    expect(detectEra({ method: "tools/list" }, { "mcp-protocol-version": "2025-06-18" })).toBe("legacy");
    expect(detectEra({ method: "server/discover" })).toBe("modern");
  });

  it("takes initialize as legacy whatever header comes with it, unless it says itself that it is not", () => {
    const headers = { "mcp-protocol-version": modernVersion };
    expect(detectEra({ method: "initialize" }, headers)).toBe("legacy");
    expect(detectEra({ method: "initialize", params: meta }, headers)).toBe("modern");
  });
});
