import { createHash } from "node:crypto";

const style = `:root{color-scheme:light dark}body{font:14px/20px system-ui,sans-serif;margin:12vh auto 0;max-width:28rem;padding:0 1rem}
h1{font-size:20px;line-height:28px}p{margin:8px 0}code{font-family:ui-monospace,monospace;font-size:12px;opacity:.75}`;
const styleHash = createHash("sha256").update(style).digest("base64");

/** Allows the page's own style and nothing else. */
export const errorPagePolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

interface Words {
  what: string;
  next: string;
}

const restart = "Start again from the client.";
const unknownClient: Words = {
  what: "This client is not known here, or its description could not be read.",
  next: "Remove this server in the client and add it again: it then registers anew.",
};
const words: Record<string, Words> = {
  invalid_redirect_uri: {
    what: "The client asked to be answered at an address that it is not registered with, so nothing was sent there.",
    next: "If you started this sign-in yourself, tell the makers of the client; else close this page.",
  },
  invalid_client: unknownClient,
  invalid_client_metadata: unknownClient,
  invalid_request: { what: "This sign-in is not complete, or it has run out.", next: restart },
  invalid_target: {
    what: "The client asked for access to an address that is not an MCP endpoint of this instance.",
    next: "Compare the address in the client's settings with the one on the home page.",
  },
  access_denied: { what: "The sign-in was refused.", next: restart },
  server_error: {
    what: "Something went wrong on our side.",
    next: "Try again; if it stays so, the request id finds it in the log.",
  },
};
const others: Words = { what: "The client's request is not one that can be answered.", next: restart };

/** What a person sees who cannot be sent back to the client: in our words, with nothing of the request in it. */
export function errorPage(error: string, requestId: string): string {
  const { what, next } = words[error] ?? others;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign-in stopped · PatchOps</title><style>${style}</style></head><body><main><h1>This sign-in cannot go on</h1><p>${what}</p><p>${next}</p><p><code>Request ${requestId}</code></p></main></body></html>`;
}
