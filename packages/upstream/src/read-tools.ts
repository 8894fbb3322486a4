import { listOffers } from "./list-offers.ts";
import { listTools } from "./list-tools.ts";
import type { ProbeStep } from "./probe.ts";
import type { Session } from "./session/open-session.ts";
import type { Target } from "./target.ts";

const toolsTimeoutMs = 30_000;

/** Reads all tools on a session: the lines of the connect report that come of it. Throws UpstreamError. */
export async function* readTools(
  session: Session,
  target: Target,
  options: { signal: AbortSignal | undefined; maxBytes: number },
): AsyncGenerator<ProbeStep, void> {
  const startedMs = performance.now();
  const { tools, leftOut } = await listTools(session, { ...options, deadlineMs: startedMs + toolsTimeoutMs });
  const offers = await listOffers(session, { ...options, deadlineMs: startedMs + toolsTimeoutMs });
  const durationMs = Math.round(performance.now() - startedMs);
  if (target.transport.kind === "http") {
    const hasCredential = (await target.credentials.read()) !== null;
    yield {
      step: "sign_in",
      state: "ok",
      detail: hasCredential ? "the credential was accepted" : "not needed",
    };
  }
  const tooLarge = leftOut === 0 ? "" : ` ${leftOut} left out: larger than 256 KiB.`;
  if (tools.length === 0) {
    const detail = `Reached, but it offers no tools.${tooLarge}`;
    yield { step: "tools", state: "warning", detail, cause: "zero_tools", tools, offers, durationMs };
    return;
  }
  const count = tools.length === 1 ? "1 tool" : `${tools.length} tools`;
  const detail = leftOut === 0 ? count : `${count}.${tooLarge}`;
  yield { step: "tools", state: "ok", detail, tools, offers, durationMs };
}
