import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { safeText } from "../safe-text.ts";

/** `patchops admin logs`: from the request id of an error to what the log says of it. */
export function addLogsCommand(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  admin
    .command("logs")
    .description("what the log of this node said lately of a request: from the id in an error to its line")
    .argument("<request-id>", "as the error names it")
    .action(async (requestId: string) => {
      const found = await cli.operator().operator.logs.query({ requestId }, { signal: terminal.interrupted });
      output.answer(
        found.lines.map((line): unknown => JSON.parse(line)),
        () => safeText(found.lines.join("\n")) || "The last lines of this node's log do not name it.",
      );
      if (found.lines.length > 0) return;
      cli.exitWith(1);
      output.next(
        "search where your log is kept, on every node; calls are found by their id under Activity as well",
      );
    });
}
