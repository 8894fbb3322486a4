import { newId } from "@patchops/contract";
import type { OpenSignInQuestion, SignInQuestion } from "@patchops/services";
import type { ClientLink } from "./client-link.ts";

/**
 * Asks the person behind a client to open a page while their call waits (2025-11-25, elicitation in URL mode). What comes of it
 * is heard from the page, not from the client, which only says whether it was opened or declined.
 */
export function askByUrl(link: ClientLink, { name, message, url }: SignInQuestion): OpenSignInQuestion {
  const elicitationId = newId();
  const text = `${message.replace(/\.?$/, ".")} Open the page to sign in to ${name}; the call goes on by itself.`;
  const params = { mode: "url", elicitationId, url, message: text };
  const { promise: declined, resolve } = Promise.withResolvers<void>();
  const closing = new AbortController();
  link.ask({ method: "elicitation/create", params }, closing.signal).then(
    ({ action }) => {
      // Anything but a plain yes is a no.
      if (action !== "accept") resolve();
    },
    () => resolve(),
  );
  return {
    declined,
    close({ isSignedIn }) {
      closing.abort();
      if (isSignedIn) link.notify("notifications/elicitation/complete", { elicitationId });
    },
  };
}
