import { fuzzMcp, startFullServer, startMcpFixture } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openTestGateway } from "./testing/open-test-gateway.ts";

const gateway = await openTestGateway({ bodyTimeoutMs: 1_000 });
const [full, echo] = [await startFullServer("legacy"), await startMcpFixture()];
afterAll(() => Promise.all([full.close(), echo.close()]));

test("2,000 frames that are wrong in every way: each gets the error that it deserves, and a neighbor notices nothing", async () => {
  const [mallory, bob] = [await gateway.tenant("mallory"), await gateway.tenant("bob")];
  await mallory.connect(full.url, "full");
  await bob.connect(echo.url, "echo");
  const report = await fuzzMcp({
    url: gateway.url,
    sender: { apiKey: mallory.apiKey, prefix: "full_" },
    neighbor: { apiKey: bob.apiKey, tool: "echo_echo" },
    frames: 2_000,
    seed: 1,
  });
  expect(report.faults.join("\n")).toBe("");
  expect(Object.keys(report.kinds).length).toBeGreaterThan(25);
  expect(report.neighbor).toMatchObject({ wrong: 0 });
  expect(report.neighbor.calls).toBeGreaterThan(20);
});
