import { describe, expect, it } from "vitest";
import { echo } from "../testing/echo.ts";
import { failureOf } from "../testing/failure-of.ts";
import { openFixture } from "../testing/open-fixture.ts";
import { openTestUpstreams, testTarget } from "../testing/open-test-upstreams.ts";

const { call } = echo;

describe("a server that cannot be reached", () => {
  it("is refused, and nothing was sent", async () => {
    const failure = await failureOf(openTestUpstreams().request(testTarget("http://127.0.0.1:1/mcp"), call));
    expect(failure).toMatchObject({ code: "connection_refused", sent: false, retryable: true });
    expect(failure.message).toBe("127.0.0.1:1 could not be reached.");
  });

  it("speaks no TLS", async () => {
    const server = await openFixture();
    const url = server.url.replace("http:", "https:");
    const failure = await failureOf(openTestUpstreams().request(testTarget(url), call));
    expect(failure).toMatchObject({ code: "tls_failed", sent: false });
  });
});
