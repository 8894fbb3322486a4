import type { ExecutionEvent, Log } from "@patchops/contract";
import { isLogLevel, isLogWanted, type LogLevel } from "@patchops/protocol";
import type { Forwarding } from "@patchops/services";
import type { ClientLink } from "../client-link.ts";

/** The result has the last lines; a client that is told every line of a flood would drown in them. */
const maxLines = 500;
const progressEveryMs = 100;

const levels: Readonly<Record<Log["level"], LogLevel>> = {
  debug: "debug",
  log: "info",
  info: "info",
  warn: "warning",
  error: "error",
};

/** Tells a client what happens in a run: its log as messages, its state and calls as progress. */
export function createRunTeller({
  executionId,
  since,
  link,
  onProgress,
}: {
  executionId: string;
  /** What was logged before that moment (ISO 8601) was told already. */
  since: string;
  link: ClientLink;
  onProgress: Forwarding["onProgress"];
}): { tell(event: ExecutionEvent): void } {
  let lines = 0;
  let progress = 0;
  let toldMs = Number.NEGATIVE_INFINITY;

  function tellLog({ level, text, at }: Log): void {
    const asked = link.logLevel;
    if (at < since || lines >= maxLines) return;
    if (isLogLevel(asked) && !isLogWanted(levels[level], asked)) return;
    lines += 1;
    const data = lines === maxLines ? "… more lines follow; the result has the last ones." : text;
    link.notify("notifications/message", { level: levels[level], logger: "execute_code", data });
  }

  function tellProgress(message: string): void {
    if (!onProgress || performance.now() - toldMs < progressEveryMs) return;
    toldMs = performance.now();
    progress += 1;
    onProgress({ progress, message });
  }

  return {
    tell(event) {
      if (event.type === "log") tellLog(event.log);
      else if (event.type === "call") {
        const { connection, tool, state, totalMs } = event.call;
        const time = totalMs === undefined ? "" : `, ${Math.round(totalMs)} ms`;
        tellProgress(`${connection && `${connection}.`}${tool}: ${state}${time}`);
      } else if (event.type === "step") {
        tellProgress(`${event.step.name}: ${event.step.state}`);
        // Whoever loses the answer can pick it up by the id.
      } else tellProgress(`${event.status.replaceAll("_", " ")}, executionId ${executionId}`);
    },
  };
}
