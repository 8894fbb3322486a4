import { newId } from "@patchops/contract";
import type { OpenSignInQuestion, SignInQuestion } from "@patchops/services";
import type { Exchange } from "../exchange.ts";
import type { LegacySession } from "./session-store.ts";

const rpc = (message: Record<string, unknown>) => JSON.stringify({ jsonrpc: "2.0", ...message });

/**
 * Asks the person behind a client to open a page, on the stream of the call that needs it (2025-11-25, elicitation in URL mode).
 * What comes of it is heard from the page, not from the client, which only says whether it was opened or declined. Null for a
 * client that takes no stream.
 */
export function askByUrl(
  session: LegacySession,
  exchange: Exchange,
  { name, message, url }: SignInQuestion,
): OpenSignInQuestion | null {
  const elicitationId = newId();
  const id = `elicitation-${elicitationId}`;
  const { promise: declined, resolve } = Promise.withResolvers<void>();
  const text = `${message.replace(/\.?$/, ".")} Open the page to sign in to ${name}; the call goes on by itself.`;
  const request = {
    id,
    method: "elicitation/create",
    params: { mode: "url", elicitationId, url, message: text },
  };
  if (!exchange.notify(rpc(request))) return null;
  session.questions.set(id, ({ action }) => {
    if (action !== "accept") resolve();
  });
  return {
    declined,
    close({ isSignedIn }) {
      session.questions.delete(id);
      if (!isSignedIn) return;
      exchange.notify(rpc({ method: "notifications/elicitation/complete", params: { elicitationId } }));
    },
  };
}
