import type { ToolReview } from "@patchops/contract";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { confirm } from "../confirm.ts";
import { definitionDiff } from "../definition-diff.ts";
import { resolveRef } from "../resolve-ref.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";
import { usageError } from "../usage-error.ts";

interface DecideOptions {
  hash?: string;
  yes?: boolean;
}

/** `patchops reviews …`: tools whose server says other things of them than what was approved. */
export function addReviewsCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const reviews = program
    .command("reviews")
    .description("tools whose changed definitions are held until somebody has looked at them");

  reviews
    .command("list")
    .description("what is held, of all connections or of one")
    .argument("[connection]", "its slug or id")
    .action(async (connection?: string) => {
      const list = await held(connection);
      output.answer(list, () => table(columns, list.map(row)));
      if (list.length === 0) output.note("Every definition is the one that was approved.");
      else output.next("patchops reviews show <tool>");
    });

  reviews
    .command("show")
    .description("what was approved and what the server says now, as a diff, and who calls it")
    .argument("<tool>", "its name, or the beginning of it")
    .action(async (ref: string) => {
      const review = await find(ref);
      output.answer(review, () => describe(review));
      output.next(`patchops reviews approve ${review.tool} --hash ${review.hash}, or block`);
    });

  for (const [decision, what, done] of [
    ["approve", "let the new definition take the place of the old one", "Approved"],
    ["block", "keep the old one: its calls stay refused until the server takes the change back", "Blocked"],
  ] as const) {
    reviews
      .command(decision)
      .description(what)
      .argument("<tool>", "its name, or the beginning of it")
      .option("--hash <hash>", "decide over this definition alone, as show names it")
      .option("--yes", "do not ask")
      .action(async (ref: string, options: DecideOptions) => {
        const review = await find(ref);
        const { connection, tool } = review;
        if (options.hash === undefined && !options.yes && !output.isJson) output.note(describe(review));
        if (options.hash === "") throw usageError("--hash is empty.", `patchops reviews show ${tool}`);
        await confirm(cli, `${done === "Approved" ? "Approve" : "Block"} this change of ${safeLine(tool)}?`, {
          yes: options.yes === true || options.hash !== undefined,
        });
        const left = await cli
          .client()
          .connection.review.mutate(
            { connection, tools: [{ tool, hash: options.hash ?? review.hash }], decision },
            request,
          );
        output.answer(left, () => `${done} the change of ${safeLine(tool)}.`);
      });
  }

  const held = (connection?: string) => cli.client().connection.reviews.query({ connection }, request);

  async function find(ref: string): Promise<ToolReview> {
    return resolveRef(await held(), ref, {
      kind: "changed tool",
      namesOf: ({ tool }) => [tool],
      next: "patchops reviews list",
    });
  }

  function describe(review: ToolReview): string {
    const calls = review.callers.map(
      ({ client, user, calls, lastAt }) =>
        `  ${safeLine(client ?? "no client named", 40)}, ${user?.email ?? "–"}: ${calls}, last ${lastAt.slice(0, 10)}`,
    );
    return [
      `${safeLine(review.tool)} of ${review.connection} (${status(review)}, seen ${review.heldAt})`,
      `Tokens   ${review.tokensBefore} before, ${review.tokensAfter} after`,
      `Callers of 30 days${calls.length === 0 ? ": nobody" : ""}`,
      ...calls,
      "",
      definitionDiff(review, output),
    ].join("\n");
  }
}

const columns = [
  { title: "TOOL" },
  { title: "CONNECTION" },
  { title: "STATUS" },
  { title: "CALLS 30 D", align: "right" },
  { title: "TOKENS", align: "right" },
  { title: "SEEN (UTC)" },
] as const;

const status = ({ isBlocked }: ToolReview) => (isBlocked ? "blocked" : "needs review");

function row(review: ToolReview): string[] {
  const { tool, connection, callers, tokensBefore, tokensAfter, heldAt } = review;
  return [
    safeLine(tool, 48),
    connection,
    status(review),
    String(callers.reduce((sum, { calls }) => sum + calls, 0)),
    `${tokensBefore} → ${tokensAfter}`,
    heldAt.slice(0, 19).replace("T", " "),
  ];
}
