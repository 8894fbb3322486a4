import type { ConnectStep } from "@patchops/contract";
import { expect, test } from "vitest";
import { describeFailure } from "./describe-failure.ts";

const step: ConnectStep = { step: "address", state: "failed", detail: "It answered HTML with 200." };
const person = { server: "example.com", isInstanceAdmin: false };

test("a private address can be allowed by who operates the instance, and by nobody else", () => {
  const refused = { ...step, cause: "private_address", host: "127.0.0.1", port: 3001 };
  expect(describeFailure(refused, { ...person, isInstanceAdmin: true })).toMatchObject({
    action: "allow",
    button: "Allow 127.0.0.1:3001",
  });
  const words = describeFailure(refused, person);
  expect(words.action).toBeUndefined();
  expect(words.words).toContain("Ask the owner");
});

test("a page that is no MCP endpoint leads to the address that may be one", () => {
  expect(
    describeFailure({ ...step, cause: "not_mcp", suggestion: "https://example.com/mcp" }, person),
  ).toEqual({
    words: "It answered HTML with 200. Try https://example.com/mcp?",
    action: "use_suggestion",
    button: "Try that",
  });
});

test("silence says that nothing was sent", () => {
  for (const cause of ["dns_failed", "connection_refused", "timeout"]) {
    const words = describeFailure({ ...step, step: "reach", cause }, person);
    expect(words.words).toMatch(/Nothing was sent\.$/);
    expect(words.action).toBe("retry");
  }
  // Once it was reached, our first message did go out.
  const words = describeFailure({ ...step, step: "protocol", cause: "timeout" }, person);
  expect(words.words).toBe("example.com was reached, but does not answer.");
});

test("a cause of a newer server is told in its own words", () => {
  expect(describeFailure({ ...step, cause: "moon_phase", detail: "Not tonight." }, person)).toEqual({
    words: "Not tonight.",
    action: "retry",
    button: "Retry",
  });
});
