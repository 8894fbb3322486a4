import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { checkSite } from "./check-site.ts";

const sites = {
  allowedHosts: ["127.0.0.1", "localhost", "[::1]", "patchops.example"],
  allowedOrigins: ["https://app.example"],
};

function request(headers: IncomingMessage["headers"]): IncomingMessage {
  return Object.assign(new IncomingMessage(new Socket()), { headers });
}

test.each([
  "127.0.0.1:3000",
  "localhost",
  "LocalHost:1",
  "[::1]:3000",
  "patchops.example",
  "patchops.example:443",
])("the host %s is ours", (host) => {
  expect(checkSite(request({ host }), sites)).toBeNull();
});

test.each([
  undefined,
  "",
  "evil.example",
  "evil.example:3000",
  "localhost.evil.example",
  "127.0.0.1.evil.example:3000",
  "patchops.example.",
  "user@localhost",
  "localhost:3000@evil.example",
])("the host %s is refused", (host) => {
  expect(() => checkSite(request(host === undefined ? {} : { host }), sites)).toThrow(
    expect.objectContaining({ code: "origin_refused" }),
  );
});

test("our own origin passes, an allowed one is named, so that the answer can let it in", () => {
  const host = "localhost:3000";
  expect(checkSite(request({ host, origin: "http://localhost:3000" }), sites)).toBeNull();
  expect(checkSite(request({ host, origin: "https://app.example" }), sites)).toBe("https://app.example");
});

test.each([
  "null",
  "https://evil.example",
  "http://localhost:3001",
  "https://app.example.evil.example",
  "https://app.example:8443",
  "http://app.example",
  "file://",
])("the origin %s is refused", (origin) => {
  expect(() => checkSite(request({ host: "localhost:3000", origin }), sites)).toThrow(
    expect.objectContaining({ code: "origin_refused" }),
  );
});
