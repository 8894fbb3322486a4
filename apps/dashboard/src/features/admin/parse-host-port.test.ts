import { expect, it } from "vitest";
import { parseHostPort } from "./parse-host-port.ts";

it.each([
  ["127.0.0.1:8080", { host: "127.0.0.1", port: 8080 }],
  [" MCP.internal:443 ", { host: "mcp.internal", port: 443 }],
  ["[::1]:3001", { host: "::1", port: 3001 }],
  ["http://10.0.0.5:9000/mcp", { host: "10.0.0.5", port: 9000 }],
  ["https://mcp.internal/mcp", { host: "mcp.internal", port: 443 }],
  ["127.0.0.1", undefined],
  ["127.0.0.1:0", undefined],
  ["127.0.0.1:99999", undefined],
  ["host:80/path", undefined],
  ["", undefined],
])("reads %s", (text, expected) => {
  expect(parseHostPort(text)).toEqual(expected);
});
