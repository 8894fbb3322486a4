import { expect, test } from "vitest";
import { matchesHost } from "./matches-host.ts";

test.each([
  ["api.example.com", "https://api.example.com/x", true],
  ["api.example.com", "http://API.example.com./x", true],
  ["api.example.com", "https://api.example.com:8443/", false],
  ["api.example.com", "https://example.com/", false],
  ["api.example.com", "https://api.example.com.evil.org/", false],
  ["api.example.com", "https://api.example.com@evil.org/", false],
  ["*.example.com", "https://a.b.example.com/", true],
  ["*.example.com", "https://example.com/", false],
  ["*.example.com", "https://evilexample.com/", false],
  ["localhost:8080", "http://localhost:8080/", true],
  ["localhost:8080", "http://localhost/", false],
  ["example.com:443", "https://example.com/", true],
  ["example.com:443", "http://example.com/", false],
])("%s and %s: %s", (entry, url, isMatch) => {
  expect(matchesHost(entry, new URL(url))).toBe(isMatch);
});
