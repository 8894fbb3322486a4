import { readdir, readFile } from "node:fs/promises";
import type { HttpBindings } from "@hono/node-server";
import { errorCodes } from "@patchops/contract";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { settingNames } from "../config.ts";
import { docsPages, serveDocs } from "./docs.ts";

const folder = new URL("../../../../docs/", import.meta.url);
const app = new Hono<{ Bindings: HttpBindings }>();
serveDocs(app, "http://127.0.0.1:3000");

async function htmlOf(path: string): Promise<string> {
  const answer = await app.request(path);
  expect(answer.status, path).toBe(200);
  return await answer.text();
}

describe("serveDocs", () => {
  it("serves every file of the folder, and nothing else", async () => {
    const files = (await readdir(folder)).filter((name) => name.endsWith(".md"));
    expect(files.sort()).toEqual(docsPages.map(({ name }) => `${name}.md`).sort());
    expect((await app.request("/docs/nothing")).status).toBe(404);
    expect((await app.request("/docs/..%2fREADME")).status).toBe(404);
  });

  it.each(docsPages.map(({ name }) => name))("has no broken link on %s", async (name) => {
    const html = await htmlOf(`/docs/${name}`);
    const targets = [...html.matchAll(/href="(\/docs[^"]*)"/g)].map(([, target = ""]) => target);
    for (const target of targets) await htmlOf(target);
    expect(html).not.toMatch(/href="[^"]+\.md/);
    expect(html).not.toMatch(/<script|style="/);
  });

  it("gives each response a nonce of its own", async () => {
    const policies = new Set<string | null>();
    for (let page = 0; page < 2; page += 1) {
      const answer = await app.request("/docs");
      const policy = answer.headers.get("content-security-policy");
      const nonce = /<style nonce="([^"]+)"/.exec(await answer.text())?.[1];
      expect(policy).toContain(`'nonce-${nonce}'`);
      policies.add(policy);
    }
    expect(policies.size).toBe(2);
  });

  it("has a section for every error code", async () => {
    const html = await htmlOf("/docs/errors");
    for (const code of Object.keys(errorCodes)) expect(html).toContain(`id="${code}"`);
  });

  it("names every setting, and none that does not exist", async () => {
    const source = await readFile(new URL("settings.md", folder), "utf8");
    const named = [...source.matchAll(/^\| `([A-Z_]+)` /gm)].map(([, name]) => name);
    expect(named.sort()).toEqual([...settingNames].sort());
  });

  it("lists the pages for programs", async () => {
    const list = await htmlOf("/llms.txt");
    for (const { name } of docsPages) expect(list).toContain(`/docs/${name})`);
  });
});
