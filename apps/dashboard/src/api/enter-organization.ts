import { enterAs } from "./session.ts";

/** Tells the browser's other windows that it is in another organization now. */
const channel = new BroadcastChannel("patchops organization");

/** What the pages show is one organization's: lists are there in each, what a longer address names is not. */
function pageIn(pathname: string): string {
  return pathname.startsWith("/settings") ? pathname : `/${pathname.split("/")[1] ?? ""}`;
}

/** After a switch nothing of the organization before may be seen: all data is dropped, and the page is opened anew in every window. */
export function enterOrganization(): void {
  channel.postMessage("switched");
  enterAs(pageIn(window.location.pathname));
}

channel.addEventListener("message", () => enterAs(pageIn(window.location.pathname)));
