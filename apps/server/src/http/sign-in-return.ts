import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import {
  clientMetadataDocument,
  type FinishedSignIn,
  finishSignIn,
  readBrowserToken,
  type Visit,
} from "@patchops/services";
import type { Hono } from "hono";
import { escapeHtml } from "./docs/escape-html.ts";

export interface SignInReturnOptions {
  visitOf: (request: IncomingMessage) => Visit;
}

/** Heard by our pages of the same browser: the window of a sign-in is about to close. */
const channel = "patchops-sign-in";

/**
 * Where providers send people back to, and how they know us. A sign-in in a window of its own ends with a small page that
 * tells the opener and closes; one in the same tab goes back to the connection.
 */
export function serveSignInReturn(
  app: Hono<{ Bindings: HttpBindings }>,
  { visitOf }: SignInReturnOptions,
): void {
  app.get("/oauth/callback", async (context) => {
    const { incoming } = context.env;
    const visit = visitOf(incoming);
    const { settings } = visit.services;
    const finished = await finishSignIn(visit, {
      parameters: new URL(context.req.url).searchParams,
      browserToken: readBrowserToken(settings, incoming.headers.cookie),
    });
    // The address holds the code, which no other site may learn.
    context.header("referrer-policy", "no-referrer");
    context.header("cache-control", "no-store");
    if (finished.connection && !finished.isPopup) {
      return context.redirect(`/connections/${finished.connection.slug}`, 303);
    }
    const nonce = randomBytes(16).toString("base64");
    return context.html(page(finished, nonce), finished.connection ? 200 : 400, {
      "content-security-policy": `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    });
  });

  app.get("/client-metadata.json", (context) => {
    const document = clientMetadataDocument(visitOf(context.env.incoming).services.settings);
    if (document === null) return context.notFound();
    return context.json(document, 200, {
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
      "cache-control": "public, max-age=300",
    });
  });
}

function page({ isSignedIn, message, connection, isPopup }: FinishedSignIn, nonce: string): string {
  const title = isSignedIn ? "Signed in" : "Not signed in";
  const told = JSON.stringify({ connection: connection?.slug ?? null, isSignedIn }).replaceAll(
    "<",
    "\\u003c",
  );
  const back = connection ? `/connections/${encodeURIComponent(connection.slug)}` : "/connections";
  const script = isPopup
    ? `<script nonce="${nonce}">new BroadcastChannel("${channel}").postMessage(${told});${isSignedIn ? "window.close();" : ""}</script>`
    : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · PatchOps</title>
<style nonce="${nonce}">
:root { color-scheme: light dark }
body { font: 14px/20px system-ui, sans-serif; display: grid; place-content: center; min-height: 100vh; margin: 0; padding: 24px; text-align: center }
h1 { font-size: 20px; line-height: 28px; margin: 0 0 8px }
p { margin: 0 0 16px; max-width: 44ch }
a { color: LinkText; display: inline-block; min-height: 24px }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${escapeHtml(message)}${isPopup && isSignedIn ? " You can close this window." : ""}</p>
<a href="${back}">Back to ${connection ? escapeHtml(connection.name) : "the connections"}</a>
</main>
${script}
</body>
</html>
`;
}
