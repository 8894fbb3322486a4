import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { clientAddressReader } from "./client-address.ts";

function requestFrom(peer: string, forwarded?: string): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, "remoteAddress", { value: peer });
  const request = new IncomingMessage(socket);
  if (forwarded !== undefined) request.headers["x-forwarded-for"] = forwarded;
  return request;
}

describe("clientAddressReader (S21)", () => {
  it.each([
    ["believes no header without a trusted proxy", [], "203.0.113.9", "198.51.100.1", "203.0.113.9"],
    ["believes no header of a stranger", ["10.0.0.0/8"], "203.0.113.9", "198.51.100.1", "203.0.113.9"],
    ["takes what a trusted proxy wrote", ["10.0.0.0/8"], "10.0.0.1", "198.51.100.1", "198.51.100.1"],
    [
      "skips what the client wrote before the proxy",
      ["10.0.0.0/8"],
      "10.0.0.1",
      "1.2.3.4, 198.51.100.1",
      "198.51.100.1",
    ],
    [
      "steps over several trusted proxies",
      ["10.0.0.0/8"],
      "10.0.0.1",
      "198.51.100.1, 10.0.0.2",
      "198.51.100.1",
    ],
    ["reads IPv4 within IPv6", ["10.0.0.1"], "::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["trusts an IPv6 network", ["fd00::/8"], "fd00::1", "2001:db8::7", "2001:db8::7"],
    ["falls back on the peer when the header says nothing", ["10.0.0.1"], "10.0.0.1", "nonsense", "10.0.0.1"],
  ])("%s", (_what, trusted, peer, forwarded, expected) => {
    expect(clientAddressReader(trusted)(requestFrom(peer, forwarded))).toBe(expected);
  });
});
