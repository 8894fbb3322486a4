import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { HttpBindings } from "@hono/node-server";
import { errorCodes } from "@patchops/contract";
import { fillGenerated } from "@patchops/testing";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { docsBlocks } from "../../testing/docs-blocks.ts";
import { docsPages } from "./docs-pages.ts";
import { errorCodeList } from "./error-markdown.ts";
import { docsFolder } from "./read-docs-page.ts";
import { serveDocs } from "./serve-docs.ts";

const root = new URL("../", docsFolder);
const publicUrl = "https://patchops.example.com";
const app = new Hono<{ Bindings: HttpBindings }>();
serveDocs(app, { publicUrl, mayRead: async () => true });

const names = [...docsPages.map(({ name }) => name), ...errorCodeList().map((code) => `errors/${code}`)];

async function htmlOf(path: string): Promise<string> {
  const answer = await app.request(path);
  expect(answer.status, path).toBe(200);
  return await answer.text();
}

const idsOf = (html: string) => new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id = ""]) => id));
/** Of pages that links lead to; nearly every page links to nearly every other, so each is asked for once. */
const idsByPath = new Map<string, Promise<Set<string>>>();
function idsAt(path: string): Promise<Set<string>> {
  const ids = idsByPath.get(path) ?? htmlOf(path).then(idsOf);
  idsByPath.set(path, ids);
  return ids;
}
const linksOf = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map(([, href = ""]) => href);

describe("serveDocs", () => {
  it("serves every file of the folder, and nothing else", async () => {
    const files = (await readdir(docsFolder, { recursive: true })).filter(
      (name) => name.endsWith(".md") && !name.startsWith("adr"),
    );
    expect(files.sort()).toEqual(docsPages.map(({ name }) => `${name}.md`).sort());
    for (const path of ["nothing", "..%2fREADME", "errors/nothing", "errors/constructor", "adr/x"]) {
      const answer = await app.request(`/docs/${path}`);
      expect(answer.status, path).toBe(404);
      expect(await answer.text()).toContain("There is no such page");
    }
  });

  it.each(names)("has no broken link on %s", async (name) => {
    const path = `/docs/${name}`;
    const html = await htmlOf(path);
    for (const href of linksOf(html)) {
      expect(href).not.toMatch(/\.md#|\.md$(?<!^\/docs\/[\w/-]+\.md)/);
      if (!/^(#|\/docs|\/llms)/.test(href)) continue;
      const { pathname, hash } = new URL(href, `${publicUrl}${path}`);
      const ids = await idsAt(pathname);
      if (hash !== "") expect([...ids], `${name}: ${href}`).toContain(hash.slice(1));
    }
    expect(html).not.toMatch(/ style="| on\w+="/);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size, "ids are unique").toBe(ids.length);
  });

  it("lets in only what carries the response's own nonce", async () => {
    const policies = new Set<string | null>();
    for (let page = 0; page < 2; page += 1) {
      const answer = await app.request("/docs/concepts");
      const policy = answer.headers.get("content-security-policy");
      const html = await answer.text();
      const tags = html.match(/<(?:script|style)[^>]*>/g) ?? [];
      const nonce = /nonce="([^"]+)"/.exec(html)?.[1];
      expect(policy).toContain(`script-src 'nonce-${nonce}'`);
      expect(tags.length).toBeGreaterThan(2);
      for (const tag of tags) expect(tag).toContain(`nonce="${nonce}"`);
      policies.add(policy);
    }
    expect(policies.size).toBe(2);
  });

  it("has a page for every error code, with its cause and what helps", async () => {
    for (const code of Object.keys(errorCodes)) {
      const html = await htmlOf(`/docs/errors/${code}`);
      expect(html).toContain("What helps");
      expect(html).toContain("Was it sent?");
    }
  });

  it("shows this instance's address in what is copied", async () => {
    const html = await htmlOf("/docs/clients/claude-code");
    expect(html).toContain(`${publicUrl}/mcp`);
    expect(html).not.toContain("127.0.0.1:3000");
  });

  it("finds sections by their words, and shows a query as text", async () => {
    const found = await htmlOf("/docs/search?q=private+address");
    expect(found.indexOf('href="/docs/errors/private_address"')).toBeGreaterThan(0);
    expect(await htmlOf("/docs/search?q=zzzz")).toContain("Nothing holds");
    const hostile = await htmlOf(`/docs/search?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(hostile).not.toContain("<script>alert");
  });

  it("gives programs every page as Markdown, and their list", async () => {
    const list = await htmlOf("/llms.txt");
    const links = [...list.matchAll(/\((https:[^)]+)\)/g)].map(([, link = ""]) => new URL(link).pathname);
    expect(links.sort()).toEqual(names.map((name) => `/docs/${name}.md`).sort());
    for (const link of links) expect(await htmlOf(link)).toMatch(/^# /);
    const all = await htmlOf("/llms-full.txt");
    expect(all).toContain("PATCHOPS_DATA_DIR");
    expect(all).toContain("needs_sign_in");
    expect(all).not.toContain("<!--");
  });
});

/** Parts that the tests of what they tell write and compare: the command line's, and those of the official suites. */
const keptElsewhere = ["cli", "conformance-client", "conformance-server", "eras"];

describe("the repository's copy", () => {
  // `vitest -u` writes the parts that are made from code.
  it.each(docsPages.map(({ name }) => name))("%s holds what the code says", async (name) => {
    const file = fileURLToPath(new URL(`${name}.md`, docsFolder));
    let text = await readFile(file, "utf8");
    for (const [, block = ""] of text.matchAll(/<!-- generated: (.*?) -->/g)) {
      const make = docsBlocks[block];
      if (!keptElsewhere.includes(block)) expect(make, block).toBeDefined();
      if (make !== undefined) text = fillGenerated(text, block, make());
    }
    await expect(text).toMatchFileSnapshot(file);
  });

  it("holds every generated part once", async () => {
    const texts = await Promise.all(
      docsPages.map(({ name }) => readFile(new URL(`${name}.md`, docsFolder), "utf8")),
    );
    const held = [...texts.join("\n").matchAll(/<!-- generated: (.*?) -->/g)].map(([, block]) => block);
    expect(held.sort()).toEqual([...Object.keys(docsBlocks), ...keptElsewhere].sort());
  });

  it.each([
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    ...docsPages.map(({ name }) => `docs/${name}.md`),
  ])("%s links to files that are there", async (name) => {
    const file = new URL(name, root);
    const text = (await readFile(file, "utf8")).replaceAll(/^```.*?^```/gms, "");
    for (const [, href = ""] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^([a-z]+:|#|\/)/.test(href)) continue;
      const target = new URL(href, file);
      target.hash = "";
      const content = target.href.endsWith("/") ? readdir(target) : readFile(target);
      await expect(content, href).resolves.toBeDefined();
    }
  });
});
