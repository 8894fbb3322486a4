import type { SitePage } from "./site-layout.ts";

/** For an address of no page, in the words that the dashboard has for it. */
export const missingPage: SitePage = {
  path: "",
  title: "Not found",
  about: "There is no page at this address.",
  body: `<h1>There is no page at this address.</h1><p class="lead">It may have been renamed or removed.</p><div class="buttons"><a class="action big" href="/">Home</a></div>`,
};
