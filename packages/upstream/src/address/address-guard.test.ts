import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { refusedAddresses } from "@patchops/testing";
import { buildConnector, Pool } from "undici";
import { describe, expect, it, onTestFinished } from "vitest";
import { failureOf } from "../testing/failure-of.ts";
import { openTestUpstreams, testTarget } from "../testing/open-test-upstreams.ts";
import { UpstreamError } from "../upstream-error.ts";
import { type AllowedHost, createAddressGuard } from "./address-guard.ts";
import type { ResolvedAddress } from "./resolve-host.ts";

const refusal = "This instance does not call private addresses.";

const { hidden: hiddenForms, schemes, ranges } = refusedAddresses;
const publicAddress: ResolvedAddress = { address: "93.184.215.14", family: 4 };

/** A guard whose resolver and connector only write down what they were asked. */
function watchedGuard(
  options: { allow?: AllowedHost[]; resolve?: (hostname: string) => ResolvedAddress[] } = {},
) {
  const dialed: { hostname: string; addresses: unknown }[] = [];
  const resolved: string[] = [];
  const guard = createAddressGuard({
    allow: () => options.allow ?? [],
    async resolve(hostname) {
      resolved.push(hostname);
      return options.resolve ? options.resolve(hostname) : [publicAddress];
    },
    createConnector: (built) => (target, callback) => {
      let addresses: unknown;
      const lookup = built && "lookup" in built ? built.lookup : undefined;
      lookup?.(target.hostname, { all: true }, (_error, found) => {
        addresses = found;
      });
      dialed.push({ hostname: target.hostname, addresses });
      callback(Object.assign(new Error("tests dial loopback only"), { code: "ECONNREFUSED" }), null);
    },
  });
  return { guard, dialed, resolved };
}

describe("an address that must not be called", () => {
  it.each([...hiddenForms, ...schemes, ...ranges])("%s is refused when it is given", (text) => {
    const { guard, dialed, resolved } = watchedGuard();
    let failure: unknown;
    try {
      guard.checkUrl(text);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(UpstreamError);
    expect(failure).toMatchObject({ code: "private_address", message: refusal, sent: false });
    expect([...dialed, ...resolved]).toEqual([]);
  });

  it.each([...hiddenForms, ...schemes, ...ranges])("%s is refused when it is used", async (text) => {
    const { guard, dialed, resolved } = watchedGuard();
    const upstreams = openTestUpstreams({ guard });
    const target = testTarget(text);
    const failure = await failureOf(
      upstreams.request(target, { method: "tools/call", params: { name: "x", arguments: {} } }),
    );
    expect(failure).toMatchObject({ code: "private_address", message: refusal, sent: false });
    const steps = [];
    for await (const step of upstreams.probe(target)) steps.push(step);
    expect(steps).toMatchObject([
      { step: "address", state: "failed", detail: refusal, cause: "private_address" },
    ]);
    expect([...dialed, ...resolved]).toEqual([]);
  });

  it.each(ranges.concat(hiddenForms.slice(0, 34)))("%s is refused by the connector alone", async (text) => {
    if (!URL.canParse(text)) return;
    const { guard, dialed } = watchedGuard();
    const pool = new Pool(new URL(text).origin, { connect: guard.connector() });
    onTestFinished(() => pool.destroy());
    await expect(pool.request({ path: "/", method: "GET" })).rejects.toMatchObject({
      code: "private_address",
    });
    expect(dialed).toEqual([]);
  });

  it("does not look like an address at all", () => {
    const { guard } = watchedGuard();
    for (const text of ["", "example", "http://", "http://[::1", "//example.com"]) {
      expect(() => guard.checkUrl(text)).toThrow("That is not a web address.");
    }
    expect(() => guard.checkUrl("http://user:secret@example.com/")).toThrow("user name or password");
  });
});

describe("a name", () => {
  const call = (guard: ReturnType<typeof watchedGuard>["guard"], url = "http://mcp.example.com/mcp") =>
    failureOf(
      openTestUpstreams({ guard }).request(testTarget(url), {
        method: "tools/call",
        params: { name: "x", arguments: {} },
      }),
    );

  it("is dialed at the address that was checked, looked up once", async () => {
    const { guard, dialed, resolved } = watchedGuard();
    expect((await call(guard)).code).toBe("connection_refused");
    expect(dialed).toEqual([{ hostname: "mcp.example.com", addresses: [publicAddress] }]);
    expect(resolved).toEqual(["mcp.example.com"]);
  });

  it.each([
    "127.0.0.1",
    "::1",
    "10.1.2.3",
    "169.254.169.254",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "fd00::1",
  ])("that means %s is refused, also next to a public address", async (address) => {
    const hidden: ResolvedAddress = { address, family: address.includes(":") ? 6 : 4 };
    for (const answer of [[hidden], [publicAddress, hidden], [hidden, publicAddress]]) {
      const { guard, dialed } = watchedGuard({ resolve: () => answer });
      expect(await call(guard)).toMatchObject({ code: "private_address", message: refusal, sent: false });
      expect(dialed).toEqual([]);
    }
  });

  it("S4: that changes its meaning between check and use never reaches the private address", async () => {
    const answers: ResolvedAddress[][] = [[publicAddress], [{ address: "127.0.0.1", family: 4 }]];
    const { guard, dialed } = watchedGuard({ resolve: () => answers.shift() ?? [] });
    expect(await guard.resolve(new URL("http://mcp.example.com/mcp"))).toEqual([publicAddress]);
    expect((await call(guard)).code).toBe("private_address");
    expect(dialed).toEqual([]);
  });

  it("behind NAT64 is dialed when the IPv4 address in it is public", async () => {
    const translated: ResolvedAddress = { address: "64:ff9b::5db8:d70e", family: 6 };
    const { guard, dialed } = watchedGuard({ resolve: () => [translated] });
    await call(guard);
    expect(dialed).toEqual([{ hostname: "mcp.example.com", addresses: [translated] }]);
  });

  it("that does not exist is said to be so", async () => {
    for (const resolve of [
      () => [],
      () => {
        throw new Error("ENOTFOUND secret-resolver.internal");
      },
    ]) {
      const { guard } = watchedGuard({ resolve });
      const failure = await call(guard);
      expect(failure).toMatchObject({ code: "dns_failed", sent: false, retryable: true });
      expect(failure.message).toBe("The name mcp.example.com could not be resolved.");
    }
  });
});

describe("what the operator has allowed", () => {
  const outcome = async (allow: AllowedHost[], url: string, answer: ResolvedAddress[] = []) => {
    const { guard, dialed } = watchedGuard({ allow, resolve: () => answer });
    const upstreams = openTestUpstreams({ guard });
    const { code } = await failureOf(
      upstreams.request(testTarget(url), { method: "tools/call", params: { name: "x", arguments: {} } }),
    );
    return dialed.length > 0 ? dialed.map(({ addresses, hostname }) => addresses ?? hostname) : code;
  };
  const at = (address: string): ResolvedAddress => ({ address, family: address.includes(":") ? 6 : 4 });

  it("is that host and port, in any spelling", async () => {
    const allow = [{ host: "127.0.0.1", port: 8080 }];
    for (const host of ["127.0.0.1", "127.1", "[::ffff:127.0.0.1]", "0x7f000001"]) {
      expect(await outcome(allow, `http://${host}:8080/mcp`)).toEqual([[at("127.0.0.1")]]);
      expect(await outcome(allow, `http://${host}:8081/mcp`)).toBe("private_address");
    }
    expect(await outcome(allow, "http://127.0.0.2:8080/mcp")).toBe("private_address");
    expect(await outcome([{ host: "127.0.0.1", port: null }], "http://127.0.0.1:1/mcp")).toHaveLength(1);
  });

  it("covers localhost as far as the loopback addresses are allowed", async () => {
    const url = "http://localhost:8080/mcp";
    expect(await outcome([{ host: "127.0.0.1", port: null }], url)).toEqual([[at("127.0.0.1")]]);
    expect(await outcome([{ host: "localhost", port: 8080 }], url)).toEqual([[at("127.0.0.1"), at("::1")]]);
    expect(await outcome([{ host: "127.0.0.1", port: 1 }], url)).toBe("private_address");
  });

  it("opens private networks by a name, but never a metadata service", async () => {
    const allow = [{ host: "MCP.corp.internal.", port: 80 }];
    const url = "http://mcp.corp.internal/mcp";
    expect(await outcome(allow, url, [at("10.0.0.5")])).toEqual([[at("10.0.0.5")]]);
    for (const address of [
      "169.254.169.254",
      "100.100.100.200",
      "fd00:ec2::254",
      "fe80::1",
      "168.63.129.16",
    ]) {
      expect(await outcome(allow, url, [at(address)])).toBe("private_address");
      const literal = { host: address, port: 80 };
      expect(await outcome([...allow, literal], url, [at(address)])).toEqual([[at(address)]]);
    }
  });

  it("says in a refusal what could be allowed", async () => {
    const { guard } = watchedGuard({ resolve: () => [at("10.0.0.5")] });
    const upstreams = openTestUpstreams({ guard });
    const target = testTarget("https://mcp.example.com:8443/mcp");
    const steps = [];
    for await (const step of upstreams.probe(target)) steps.push(step);
    expect(steps).toMatchObject([{ cause: "private_address", host: "mcp.example.com", port: 8443 }]);
  });
});

it("dials loopback over a real socket once that is allowed", async () => {
  const server = createServer((_request, response) => response.end("reached")).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const guard = createAddressGuard({
    allow: () => [{ host: "upstream.test", port }],
    resolve: async () => [{ address: "127.0.0.1", family: 4 }],
    createConnector: buildConnector,
  });
  const pool = new Pool(`http://upstream.test:${port}`, { connect: guard.connector() });
  onTestFinished(() => pool.destroy());
  const { body } = await pool.request({ path: "/", method: "GET" });
  expect(await body.text()).toBe("reached");
});
