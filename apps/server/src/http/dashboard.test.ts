import { gunzipSync } from "node:zlib";
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { beforeAll, expect, it } from "vitest";
import { serveDashboard } from "./dashboard.ts";

const app = new Hono<{ Bindings: HttpBindings }>();
let script: string;

beforeAll(async () => {
  serveDashboard(app);
  const html = await (await app.request("/connections")).text();
  script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? "";
});

it("compresses scripts for who takes that, and says that the answer depends on it", async () => {
  const get = (accepted: string) => app.request(script, { headers: { "accept-encoding": accepted } });
  const plain = await get("identity");
  expect(plain.headers.get("content-encoding")).toBeNull();
  const text = await plain.text();
  for (const accepted of ["gzip", "br, gzip;q=0.8, *"]) {
    const answer = await get(accepted);
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    expect(answer.headers.get("vary")).toContain("accept-encoding");
    expect(answer.headers.get("content-type")).toMatch(/^text\/javascript/);
    expect(gunzipSync(await answer.arrayBuffer()).toString()).toBe(text);
  }
  expect((await get("gzip;q=0, br")).headers.get("content-encoding")).toBeNull();
});

it("leaves fonts as they are", async () => {
  const html = await (await app.request("/")).text();
  const font = /href="(\/assets\/[^"]+\.woff2)"/.exec(html)?.[1] ?? "";
  const answer = await app.request(font, { headers: { "accept-encoding": "gzip" } });
  expect([answer.status, answer.headers.get("content-encoding")]).toEqual([200, null]);
});

it("serves no file outside, and a new nonce with every page", async () => {
  for (const path of ["/assets/..%2f..%2fpackage.json", "/assets/nothing.js"]) {
    expect((await app.request(path)).status).toBe(404);
  }
  const [first, second] = await Promise.all([app.request("/"), app.request("/")]);
  expect(first.headers.get("content-security-policy")).not.toBe(
    second.headers.get("content-security-policy"),
  );
});
