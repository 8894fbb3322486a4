import { escapeHtml } from "../docs/escape-html.ts";
import type { SiteFacts } from "./site-facts.ts";
import type { SitePage } from "./site-layout.ts";

/** How to reach who runs the instance. */
export function contactPage({ operator, supportEmail }: SiteFacts): SitePage {
  const mail =
    supportEmail === null
      ? ""
      : `<p>By mail: <a href="mailto:${escapeHtml(supportEmail)}">${escapeHtml(supportEmail)}</a></p>`;
  return {
    path: "/contact",
    title: "Contact",
    about: "Write to who runs this instance.",
    body: `<h1>Contact</h1><p class="lead">This instance is run by ${escapeHtml(operator)}.</p>${mail}`,
    isText: true,
  };
}
