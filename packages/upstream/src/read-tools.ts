import type { JsonObject } from "@patchops/protocol";
import { listAll, type ToolDefinition } from "./list-all.ts";
import { listOffers } from "./list-offers.ts";
import type { ProbeStep } from "./probe.ts";
import type { Session } from "./session/session.ts";
import type { Target } from "./target.ts";

const toolsTimeoutMs = 30_000;

/** Reads all tools on a session: the lines of the connect report that come of it. Throws UpstreamError. */
export async function* readTools(
  session: Session,
  target: Target,
  options: { signal: AbortSignal | undefined; maxBytes: number },
): AsyncGenerator<ProbeStep, void> {
  const startedMs = performance.now();
  const limits = { ...options, deadlineMs: startedMs + toolsTimeoutMs };
  const { items, leftOut } = await listAll(session, "tools", limits);
  const tools = items.filter(isTool);
  const offers = await listOffers(session, limits);
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

function isTool(item: JsonObject): item is ToolDefinition {
  return typeof item.name === "string";
}
