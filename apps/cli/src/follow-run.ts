import type { AwaitedApproval, AwaitedSignIn, ExecutionEvent } from "@patchops/contract";
import type { Cli } from "./cli.ts";
import { noteAwaitedApproval } from "./note-awaited-approval.ts";
import { safeLine, safeText } from "./safe-text.ts";

/** Prints logs, and what the run waits for, until it has ended. */
export async function followRun(
  events: AsyncIterable<ExecutionEvent>,
  { output }: Pick<Cli, "output">,
): Promise<void> {
  const asked = new Set<string>();
  const ask = ({ name, url }: AwaitedSignIn) => {
    if (asked.has(url)) return;
    asked.add(url);
    output.note(`Waiting for you to sign in to ${safeLine(name)}: ${url}`);
  };
  const askToApprove = (approval: AwaitedApproval) => {
    if (asked.has(approval.url)) return;
    asked.add(approval.url);
    noteAwaitedApproval(output, approval);
  };
  const print = (event: ExecutionEvent) => {
    if (event.type === "state") {
      const { waitsFor = [], approvals = [] } = event;
      waitsFor.forEach(ask);
      approvals.forEach(askToApprove);
      if (event.status === "running") asked.clear();
    }
    if (event.type !== "log") return;
    const { level, text } = event.log;
    output.note(level === "warn" || level === "error" ? `${level}: ${safeText(text)}` : safeText(text));
  };
  for await (const event of events) print(event);
}
