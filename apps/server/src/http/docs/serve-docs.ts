import { randomBytes } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import { AppError } from "@patchops/contract";
import type { Context, Hono } from "hono";
import { docsAssets } from "./docs-assets.ts";
import { docsLayout, type LayoutOptions } from "./docs-layout.ts";
import { docsPages } from "./docs-pages.ts";
import { escapeHtml } from "./escape-html.ts";
import { allPages, pageList } from "./llms-text.ts";
import { readDocsPage } from "./read-docs-page.ts";
import { renderMarkdown } from "./render-markdown.ts";
import { type Hit, readSections, searchSections } from "./search-docs.ts";

/** Only what carries this response's nonce styles or runs anything. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

const newNonce = () => randomBytes(16).toString("base64");

export interface DocsOptions {
  publicUrl: string;
  /** Who may not is to sign in first. */
  mayRead: (asked: Context<{ Bindings: HttpBindings }>) => Promise<boolean>;
}

type PageOptions = Omit<LayoutOptions, "css" | "script">;

function answer(context: Context, options: PageOptions, status: 200 | 404 = 200): Response {
  const { css, script } = docsAssets();
  return context.html(docsLayout({ ...options, css, script }), status, {
    "content-security-policy": policy(options.nonce),
    "cache-control": "no-store",
  }) as Response;
}

function results(query: string, hits: readonly Hit[]): string {
  if (query === "") return "<h1>Search</h1><p>Type a word into the field above, or press <kbd>/</kbd>.</p>";
  const shown = escapeHtml(query);
  if (hits.length === 0) {
    return `<h1>Search</h1><p>Nothing holds “${shown}”. Every word must stand in one section: try fewer, or see <a href="/docs/errors">all error codes</a>.</p>`;
  }
  const items = hits
    .map(({ href, page, heading, excerpt }) => {
      const title = heading === page ? escapeHtml(page) : `${escapeHtml(page)}: ${escapeHtml(heading)}`;
      return `<li><a href="${href}">${title}</a><p>${escapeHtml(excerpt)}</p></li>`;
    })
    .join("");
  return `<h1>Search</h1><p>${hits.length} ${hits.length === 1 ? "section" : "sections"} for “${shown}”.</p><ol class="hits">${items}</ol>`;
}

/**
 * The documentation at `/docs`, written in `docs/*.md`: pages, the same as Markdown (`/docs/start.md`), a search, and its
 * lists for programs at `/llms.txt` and `/llms-full.txt`.
 */
export function serveDocs(app: Hono<{ Bindings: HttpBindings }>, { publicUrl, mayRead }: DocsOptions): void {
  let sections: ReturnType<typeof readSections> | undefined;

  // For everybody: the legal pages and that of sign-ups are set in them as well.
  app.get("/docs/fonts/:name", (context) => {
    const font = docsAssets().fonts.get(context.req.param("name"));
    if (font === undefined) return context.notFound();
    return context.body(font, 200, {
      "content-type": "font/woff2",
      "cache-control": "public, max-age=86400",
    });
  });

  app.on("GET", ["/llms.txt", "/llms-full.txt", "/docs", "/docs/*"], async (context, next) => {
    if (await mayRead(context)) return next();
    const { pathname, search } = new URL(context.req.url);
    if (!/\.(?:md|txt)$/.test(pathname)) {
      return context.redirect(`/login?next=${encodeURIComponent(pathname + search)}`);
    }
    throw new AppError("unauthenticated", "The documentation of this instance is for who has an account.", {
      next: "Sign in first, or send an API key: Authorization: Bearer po_…",
    });
  });

  app.get("/llms.txt", (context) => context.text(pageList(publicUrl)));
  app.get("/llms-full.txt", async (context) => context.text(await allPages(publicUrl)));

  app.get("/docs/search", async (context) => {
    const query = (context.req.query("q") ?? "").slice(0, 200).trim();
    sections ??= readSections(publicUrl);
    const body = results(query, searchSections(await sections, query));
    return answer(context, { title: "Search", navName: null, body, query, nonce: newNonce() });
  });

  app.on("GET", ["/docs", "/docs/*"], async (context) => {
    const path = context.req.path.replace(/^\/docs\/?/, "");
    const isMarkdown = path.endsWith(".md");
    const name = path.replace(/\.md$/, "") || (docsPages[0]?.name ?? "");
    const source = await readDocsPage(name, publicUrl);
    const nonce = newNonce();
    if (source === null) {
      const body = `<h1>There is no such page</h1><p>Look for it with the search above, or begin at the <a href="/docs">start</a>. Error codes stand on <a href="/docs/errors">their own page</a>.</p>`;
      return answer(context, { title: "Not found", navName: null, body, nonce }, 404);
    }
    if (isMarkdown) {
      return context.body(source.markdown, 200, { "content-type": "text/markdown; charset=utf-8" });
    }
    const { html, headings } = renderMarkdown(source.markdown, { name, nonce });
    const { title, navName } = source;
    return answer(context, { title, navName, body: html, headings, markdownHref: `/docs/${name}.md`, nonce });
  });
}
