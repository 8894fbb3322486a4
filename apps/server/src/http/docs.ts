import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { HttpBindings } from "@hono/node-server";
import { type ErrorCode, errorCodes } from "@patchops/contract";
import type { Hono } from "hono";
import { Marked } from "marked";

const folder = new URL("../../../../docs/", import.meta.url);

/** The pages in the order of the navigation; the first is `/docs` itself. */
export const docsPages = [
  { name: "start", title: "Start" },
  { name: "concepts", title: "Concepts" },
  { name: "clients", title: "Connect a client" },
  { name: "code", title: "Write code" },
  { name: "cli", title: "Command line" },
  { name: "sdk", title: "SDK" },
  { name: "settings", title: "Settings" },
  { name: "self-hosting", title: "Self-hosting" },
  { name: "errors", title: "Errors" },
  { name: "security", title: "Security" },
] as const;

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function anchor(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

/** A section per code, so that an answer's code leads to a place on the page. */
function errorSections(): string {
  const codes = Object.keys(errorCodes) as ErrorCode[];
  return codes
    .map((code) => {
      const { httpStatus, retryable } = errorCodes[code];
      const again = retryable ? "The same request may succeed later." : "The same request fails again.";
      return `## \`${code}\`\n\nHTTP status ${httpStatus}. ${again}\n`;
    })
    .join("\n");
}

const markdown = new Marked({
  renderer: {
    heading({ tokens, depth, text }) {
      return `<h${depth} id="${anchor(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    // Tags in the text are shown, never run.
    html: ({ text }) => escapeHtml(text),
    link({ href, tokens }) {
      const target = href.replace(/^([a-z-]+)\.md(#.*)?$/, "/docs/$1$2");
      return `<a href="${escapeHtml(target)}">${this.parser.parseInline(tokens)}</a>`;
    },
  },
});

/** A page of the docs runs no script at all. */
function policy(nonce: string): string {
  return `default-src 'none'; style-src 'nonce-${nonce}'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

/** One page of the docs as HTML; `nonce` lets its style sheet in. */
function layout(name: string, title: string, body: string, css: string, nonce: string): string {
  const links = docsPages
    .map((page) => {
      const current = page.name === name ? ' aria-current="page"' : "";
      return `<li><a href="/docs/${page.name}"${current}>${page.title}</a></li>`;
    })
    .join("");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · PatchOps docs</title>
<link rel="icon" href="/favicon.svg">
<style nonce="${nonce}">${css}</style>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<nav aria-label="Docs"><a class="home" href="/">PatchOps</a><ul>${links}</ul></nav>
<main id="content">${body}</main>
</body>
</html>
`;
}

/** The documentation at `/docs`, written in `docs/*.md`, and `/llms.txt`, its list for programs. */
export function serveDocs(app: Hono<{ Bindings: HttpBindings }>, publicUrl: string): void {
  const css = readFile(fileURLToPath(new URL("./docs.css", import.meta.url)), "utf8");
  css.catch(() => undefined);

  app.get("/llms.txt", (context) =>
    context.text(
      `# PatchOps\n\n> One endpoint for every MCP server your team uses: routed, guarded, metered, and callable from code.\n\n## Docs\n\n${docsPages.map(({ name, title }) => `- [${title}](${publicUrl}/docs/${name})`).join("\n")}\n`,
    ),
  );

  app.on("GET", ["/docs", "/docs/:name"], async (context) => {
    const page = docsPages.find(({ name }) => name === (context.req.param("name") ?? docsPages[0].name));
    if (page === undefined) return context.notFound();
    const source = await readFile(new URL(`${page.name}.md`, folder), "utf8");
    const body = await markdown.parse(source.replace("<!-- errors -->", errorSections));
    const nonce = randomBytes(16).toString("base64");
    return context.html(layout(page.name, page.title, body, await css, nonce), 200, {
      "content-security-policy": policy(nonce),
      "cache-control": "no-store",
    });
  });
}
