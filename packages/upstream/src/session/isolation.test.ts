import type { JsonObject } from "@patchops/protocol";
import { describe, expect, it } from "vitest";
import { echo } from "../testing/echo.ts";
import { failureOf } from "../testing/failure-of.ts";
import { openFixture } from "../testing/open-fixture.ts";
import { openTestUpstreams, testTarget } from "../testing/open-test-upstreams.ts";
import { serveSession } from "../testing/serve.ts";
import { UpstreamError } from "../upstream-error.ts";

const { call } = echo;

describe("answers never cross", () => {
  it("with 64 calls at once from two owners, answered in scrambled order", async () => {
    const waiting: (() => void)[] = [];
    const server = await serveSession((received) => {
      const { message, request } = received;
      const params = message.params as { arguments: JsonObject };
      const owner = request.headers["x-owner"];
      const answer = () => received.reply({ structuredContent: { ...params.arguments, owner } });
      waiting.push(answer);
      if (waiting.length < 64) return;
      for (const each of waiting.splice(0).sort(() => Math.random() - 0.5)) each();
    });
    const upstreams = openTestUpstreams();
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(
        Array.from({ length: 64 }, async (_, index) => {
          const owner = index % 2 === 0 ? "a" : "b";
          const target = testTarget(server.url, { ownerKey: owner, headers: { "x-owner": owner } });
          const { result } = await upstreams.request(target, {
            method: "tools/call",
            params: { name: "echo", arguments: { round, index } },
          });
          expect(result.structuredContent).toEqual({ round, index, owner });
        }),
      );
    }
    const ids = server.seen
      .filter(({ message }) => message.id !== undefined)
      .map(({ message }) => message.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("and one that hangs delays no other", async () => {
    const [slow, quick] = [await openFixture(), await openFixture()];
    slow.behave({ kind: "hang" });
    const upstreams = openTestUpstreams();
    const hanging = Array.from({ length: 50 }, (_, index) =>
      failureOf(
        upstreams.request(testTarget(slow.url, { connectionId: "slow", ownerKey: `${index}` }), call),
      ),
    );
    for (let count = 0; count < 50; count += 1) {
      await upstreams.request(testTarget(quick.url, { connectionId: "quick" }), call);
    }
    expect(quick.calls()).toBe(50);
    await upstreams.close();
    for (const failure of await Promise.all(hanging)) expect(failure).toBeInstanceOf(UpstreamError);
  });
});
