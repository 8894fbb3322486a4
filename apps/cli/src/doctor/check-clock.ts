import type { Cli } from "../cli.ts";
import type { Finding } from "./finding.ts";

/** Keys and logins expire by the server's clock; half a minute is more than any network takes. */
const toleratedMs = 30_000;

/** How far this machine's clock is from the server's, by its Date header (whole seconds). */
export async function checkClock(cli: Cli): Promise<Finding> {
  const check = "clock";
  try {
    const response = await fetch(`${cli.url}/healthz`, {
      signal: AbortSignal.any([cli.terminal.interrupted, AbortSignal.timeout(10_000)]),
    });
    const offMs = Date.now() - Date.parse(response.headers.get("date") ?? "");
    if (Number.isNaN(offMs)) return { check, state: "skipped", detail: "the server tells no time" };
    if (Math.abs(offMs) <= toleratedMs) return { check, state: "ok", detail: "agrees with the server's" };
    const seconds = Math.round(Math.abs(offMs) / 1_000);
    return {
      check,
      state: "warning",
      detail: `${seconds} s ${offMs > 0 ? "ahead of" : "behind"} the server's`,
      next: "Set this machine's clock, or the server's.",
    };
  } catch {
    return { check, state: "skipped", detail: "the server did not tell the time" };
  }
}
