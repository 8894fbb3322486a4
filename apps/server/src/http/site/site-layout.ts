import { escapeHtml } from "../docs/escape-html.ts";
import type { SiteFacts } from "./site-facts.ts";

export interface SitePage {
  path: string;
  title: string;
  /** For search engines and link previews. */
  about: string;
  /** HTML. */
  body: string;
  /** Set in a column for reading. */
  isText?: boolean;
}

export interface SiteFrame {
  nonce: string;
  /** Whether whoever reads it has the dashboard. */
  isSignedIn: boolean;
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

/** Legal pages are there on every instance; the others belong to a public one. */
const publicLinks = [
  { path: "/docs", title: "Docs" },
  { path: "/pricing", title: "Pricing" },
  { path: "/status", title: "Status" },
  { path: "/contact", title: "Contact" },
];
const legalLinks = [
  { path: "/legal/privacy", title: "Privacy" },
  { path: "/legal/terms", title: "Terms" },
  { path: "/legal/security", title: "Security" },
  { path: "/legal/subprocessors", title: "Subprocessors" },
];

function links(list: readonly { path: string; title: string }[], current: string): string {
  return list
    .map(({ path, title }) => {
      const isHere = path === current ? ' aria-current="page"' : "";
      return `<li><a class="quiet" href="${path}"${isHere}>${title}</a></li>`;
    })
    .join("");
}

/** A whole page of the website. `nonce` lets its style and script in, and nothing else runs. */
export function siteLayout(
  page: SitePage,
  facts: SiteFacts,
  { nonce, isSignedIn, css, script }: SiteFrame,
): string {
  const { path, title, about, body, isText = false } = page;
  const { isPublic, operator, region, signup } = facts;
  const begin = {
    open: '<a class="action" href="/signup">Create account</a>',
    waitlist: '<a class="action" href="/signup">Join the waitlist</a>',
    closed: "",
  }[signup];
  const enter = isSignedIn
    ? '<a class="action" href="/">Dashboard</a>'
    : `<a class="quiet" href="/login">Sign in</a>${begin}`;
  const nav = isPublic ? `<nav aria-label="Site"><ul>${links(publicLinks, path)}</ul></nav>` : "";
  const more = isPublic ? publicLinks : isSignedIn ? [{ path: "/docs", title: "Docs" }] : [];
  const where = region === null ? "" : ` Data is in ${escapeHtml(region)}.`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${escapeHtml(about)}">
<title>${escapeHtml(title)}${path === "/" ? "" : " · PatchOps"}</title>
<link rel="icon" type="image/svg+xml" href="/favicon.svg">
<link rel="preload" as="font" type="font/woff2" crossorigin href="/docs/fonts/geist.woff2">
<script nonce="${nonce}">${themeScript}</script>
<style nonce="${nonce}">${css}</style>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header class="bar">
<a class="home" href="/">${mark}PatchOps</a>
${nav}
<div class="enter">${enter}</div>
</header>
<main id="content" tabindex="-1"${isText ? ' class="text"' : ""}>${body}</main>
<footer class="foot">
<p>Run by ${escapeHtml(operator)}.${where}</p>
<nav aria-label="More"><ul>${links(more, path)}${links(legalLinks, path)}</ul></nav>
<button type="button" id="theme" class="button" hidden>Theme</button>
</footer>
<script nonce="${nonce}">${script}</script>
</body>
</html>
`;
}
