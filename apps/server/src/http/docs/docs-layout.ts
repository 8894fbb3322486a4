import { type DocsPage, docsGroups, docsPages } from "./docs-pages.ts";
import { escapeHtml } from "./escape-html.ts";
import type { Heading } from "./render-markdown.ts";

export interface LayoutOptions {
  title: string;
  /** The page that the navigation marks; null on none of them. */
  navName: string | null;
  body: string;
  headings?: readonly Heading[];
  /** Below the text: the address of the same page as Markdown. */
  markdownHref?: string;
  query?: string;
  nonce: string;
  css: string;
  script: string;
}

/** Before first paint, so that no page flashes in the wrong theme: the choice is the dashboard's. */
const themeScript = `(() => {
  const root = document.documentElement;
  root.dataset.scripted = "";
  let choice = "system";
  try { choice = localStorage.getItem("patchops.theme") ?? "system"; } catch {}
  const isDark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = isDark ? "dark" : "light";
})()`;

const mark =
  '<svg aria-hidden="true" viewBox="0 0 32 32" class="mark"><rect width="32" height="32" rx="7"/><path d="M9 24V8h8a5.5 5.5 0 0 1 0 11h-4"/><circle cx="22.5" cy="23" r="2"/></svg>';

function navItem(page: DocsPage, navName: string | null): string {
  const current = page.name === navName ? ' aria-current="page"' : "";
  return `<a href="/docs/${page.name}"${current}>${page.title}</a>`;
}

function navigation(navName: string | null): string {
  return docsGroups
    .map(({ title, pages }) => {
      const items = pages
        .filter(({ parent }) => parent === undefined)
        .map((page) => {
          const children = pages.filter(({ parent }) => parent === page.name);
          const below = children.map((child) => `<li>${navItem(child, navName)}</li>`).join("");
          return `<li>${navItem(page, navName)}${below === "" ? "" : `<ul>${below}</ul>`}</li>`;
        })
        .join("");
      return `<p class="group" id="nav-${title.toLowerCase()}">${title}</p><ul aria-labelledby="nav-${title.toLowerCase()}">${items}</ul>`;
    })
    .join("");
}

function contents(headings: readonly Heading[]): string {
  const shown = headings.filter(({ depth }) => depth === 2);
  // One heading needs no list, dozens of codes have their own.
  if (shown.length < 2 || shown.length > 24) return "";
  const items = shown
    .map(({ id, text }) => `<li><a href="#${id}">${escapeHtml(text.replaceAll("`", ""))}</a></li>`)
    .join("");
  return `<nav class="contents" aria-labelledby="contents-title"><p class="group" id="contents-title">On this page</p><ul>${items}</ul></nav>`;
}

function neighbors(navName: string | null): string {
  const index = docsPages.findIndex(({ name }) => name === navName);
  if (index === -1) return "";
  const link = (page: DocsPage | undefined, rel: string, word: string) =>
    page === undefined
      ? "<span></span>"
      : `<a rel="${rel}" href="/docs/${page.name}"><span>${word}</span>${page.title}</a>`;
  return `<nav class="neighbors" aria-label="Next pages">${link(docsPages[index - 1], "prev", "Before")}${link(docsPages[index + 1], "next", "Next")}</nav>`;
}

/** A whole page of the documentation. `nonce` lets its style and script in, and nothing else runs. */
export function docsLayout(options: LayoutOptions): string {
  const { title, navName, body, headings = [], markdownHref, query = "", nonce } = options;
  const asMarkdown =
    markdownHref === undefined
      ? ""
      : `<p class="source"><a href="${markdownHref}">This page as Markdown</a> · <a href="/llms.txt">All pages for programs</a></p>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · PatchOps docs</title>
<link rel="icon" type="image/svg+xml" href="/favicon.svg">
<script nonce="${nonce}">${themeScript}</script>
<style nonce="${nonce}">${options.css}</style>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header class="bar">
<button type="button" id="menu" class="button" aria-expanded="false" aria-controls="navigation">Menu</button>
<a class="home" href="/docs">${mark}PatchOps <span>Docs</span></a>
<form role="search" action="/docs/search" method="get"><input id="search" type="search" name="q" value="${escapeHtml(query)}" placeholder="Search" aria-label="Search the documentation" autocomplete="off" maxlength="200"><kbd aria-hidden="true">/</kbd></form>
<button type="button" id="theme" class="button" hidden>Theme</button>
<a class="app" href="/">Dashboard</a>
</header>
<div class="frame">
<nav id="navigation" class="pages" aria-label="Documentation">${navigation(navName)}</nav>
<main id="content" tabindex="-1">${body}${neighbors(navName)}${asMarkdown}</main>
${contents(headings)}
</div>
<div id="said" class="hidden" role="status"></div>
<script nonce="${nonce}">${options.script}</script>
</body>
</html>
`;
}
