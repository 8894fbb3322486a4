import { expect, test } from "vitest";
import { parseEndpoint } from "./endpoint.ts";

test.each([
  ["/mcp", { path: "/mcp" }],
  ["/mcp/", { path: "/mcp" }],
  ["/mcp/c/demo", { path: "/mcp/c/demo", connection: "demo" }],
  ["/mcp/c/my-server_2/", { path: "/mcp/c/my-server_2", connection: "my-server_2" }],
  ["/mcp/p/reading", { path: "/mcp/p/reading", profile: "reading" }],
  ["/mcp/p/reading/", { path: "/mcp/p/reading", profile: "reading" }],
])("%s is an endpoint", (path, endpoint) => {
  expect(parseEndpoint(path)).toEqual(endpoint);
});

test.each([
  "/",
  "/mcpx",
  "/mcp/x/reading",
  "/mcp/p/",
  "/mcp/c",
  "/mcp/c/",
  "/mcp/c/a/b",
  "/mcp/c/%2e%2e",
  "/mcp/c/a b",
])("%s is none", (path) => {
  expect(parseEndpoint(path)).toBeNull();
});
