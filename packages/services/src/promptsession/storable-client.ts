import type { PromptSession } from "./prompt-session.ts";

const maxLength = 128;

/** What a client calls itself, as a column takes the text of a stranger: no control characters, a bounded length. */
export function storableClient(client: PromptSession["client"]): PromptSession["client"] {
  return (
    client && {
      name: storable(client.name),
      version: client.version === null ? null : storable(client.version),
    }
  );
}

/** Cut first: the rest is work with what nobody keeps. */
function storable(text: string): string {
  return text
    .slice(0, 4 * maxLength)
    .toWellFormed()
    .replace(/\p{Cc}/gu, "")
    .slice(0, maxLength)
    .toWellFormed();
}
