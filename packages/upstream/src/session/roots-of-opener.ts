import type { Caller, CallerRoots } from "../request.ts";
import type { Knowledge } from "./knowledge.ts";

/**
 * A client that can be asked in its requests alone (2026-07-28) tells its roots in the one that opens a session with a server that
 * is known to ask for them: when the server does, that request may be over. Undefined for all others, and where it tells none.
 */
export async function rootsOfOpener(
  opener: Caller | undefined,
  { asksRoots }: Knowledge,
  signal: AbortSignal,
): Promise<CallerRoots | undefined> {
  if (!asksRoots || !opener?.roots || opener.roots.ask) return undefined;
  try {
    const answer = await opener.ask({ method: "roots/list", params: {} }, signal);
    return { key: opener.roots.key, ask: () => Promise.resolve(answer) };
  } catch {
    // The server hears the same when it asks.
    return undefined;
  }
}
