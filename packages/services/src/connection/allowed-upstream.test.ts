import { startMcpFixture } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import type { Context } from "../context.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { asApiKey, auditActions, testPerson } from "../testing/people.ts";
import { callTool } from "../tool/index.ts";
import {
  addConnection,
  allowUpstream,
  listAllowedUpstreams,
  previewUpstream,
  refreshConnection,
  removeAllowedUpstream,
} from "./index.ts";

const setting = { host: "10.9.8.7", port: null };
const { services, otherNode } = await openLiveServices({ upstreamAllow: [setting] });
const fixture = await startMcpFixture();
afterAll(() => fixture.close());
const entry = { host: "127.0.0.1", port: fixture.port };
const { signal } = new AbortController();
const call = { tool: { name: "p_echo" }, arguments: {}, argumentsBytes: 2, signal };

// The first account owns the instance.
const admin = await testPerson(services, "operator");
const plain = await testPerson(services, "person");

test("only an instance admin who is logged in sees or changes the list", async () => {
  expect(admin.context.actor.isInstanceAdmin).toBe(true);
  for (const context of [plain.context, asApiKey(admin.context)]) {
    for (const verb of [
      () => listAllowedUpstreams(context),
      () => previewUpstream(context, { ...entry, change: "allow" }),
      () => allowUpstream(context, entry),
      () => removeAllowedUpstream(context, entry),
    ]) {
      await expect(verb()).rejects.toMatchObject({ code: "forbidden" });
    }
  }
  expect(services.allowList.current()).toEqual([setting]);
});

test("a private address is refused until it is allowed, and again once it is taken back, on every node", async () => {
  const adding = (context: Context, url: string) =>
    addConnection(context, { name: "p", target: { kind: "http", url } });
  const refused = await Promise.all(
    [fixture.url, "http://169.254.169.254/mcp", "http://[::1]:1/", "http://0x7f000001/mcp"].map((url) =>
      adding(plain.context, url).catch((error: Error) => error),
    ),
  );
  for (const error of refused) expect(error).toMatchObject({ code: "private_address", sent: false });
  expect(new Set(refused.map((error) => (error instanceof Error ? error.message : ""))).size).toBe(1);
  expect(fixture.requests).toEqual([]);

  const other = await otherNode();
  await allowUpstream(admin.context, { ...entry, reason: "our wiki" });
  await allowUpstream(admin.context, entry);
  expect(await listAllowedUpstreams(admin.context)).toMatchObject([
    { host: "10.9.8.7", source: "setting" },
    { ...entry, reason: "our wiki", source: "admin" },
  ]);
  const { id } = await adding(plain.context, fixture.url);
  const preview = (change: "allow" | "remove", port = entry.port) =>
    previewUpstream(admin.context, { ...entry, port, change });
  expect(await preview("remove")).toEqual([{ name: "p", organization: "person" }]);
  expect(await preview("allow")).toEqual([]);
  expect(await preview("remove", 1)).toEqual([]);
  await callTool(plain.context, call);
  const there = { ...plain.context, services: other };
  await expect
    .poll(() =>
      callTool(there, call).then(
        () => "ok",
        ({ code }) => code,
      ),
    )
    .toBe("ok");

  await removeAllowedUpstream(admin.context, entry);
  const before = fixture.calls();
  await expect(callTool(plain.context, call)).rejects.toMatchObject({ code: "private_address", sent: false });
  expect(await refreshConnection(plain.context, { connection: id })).toMatchObject({ status: "blocked" });
  await expect
    .poll(
      () =>
        callTool(there, call).then(
          () => "ok",
          ({ code }) => code,
        ),
      { timeout: 6_000 },
    )
    .toBe("private_address");
  expect(fixture.calls() - before).toBeLessThan(3);
  await expect(removeAllowedUpstream(admin.context, entry)).rejects.toMatchObject({ code: "not_found" });
  await expect(removeAllowedUpstream(admin.context, { host: "10.9.8.7", port: 80 })).rejects.toMatchObject({
    code: "not_found",
  });
  const actions = await auditActions(services, admin.organizationId);
  expect(actions.filter((action) => action.startsWith("allowed_upstream"))).toEqual([
    "allowed_upstream.create",
    "allowed_upstream.remove",
  ]);
});
