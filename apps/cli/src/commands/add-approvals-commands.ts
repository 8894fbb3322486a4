import type { Approval } from "@patchops/contract";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { resolveRef } from "../resolve-ref.ts";
import { safeLine, safeText } from "../safe-text.ts";
import { table } from "../table.ts";

/** `patchops approvals …`: calls that wait for a person. */
export function addApprovalsCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const approvals = program.command("approvals").description("calls that a policy has people asked about");

  approvals
    .command("list")
    .description("those that wait for an answer; owners and admins see everybody's")
    .option("--all", "answered and expired ones too")
    .action(async ({ all }: { all?: boolean }) => {
      const list = await cli.client().approval.list.query({ isPending: !all }, request);
      output.answer(list, () =>
        table(
          [
            { title: "TOOL OR QUESTION" },
            { title: "ARGUMENTS" },
            { title: "ASKED BY" },
            { title: "CLIENT" },
            { title: "STATUS" },
            { title: "UNTIL" },
            { title: "ID" },
          ],
          list.map((approval) => [
            safeLine(approval.question ?? approval.tool, 40),
            safeLine(JSON.stringify(approval.arguments), 40),
            approval.askedBy.email,
            safeLine(approval.client?.name ?? approval.via, 24),
            approval.status,
            approval.expiresAt.slice(0, 16).replace("T", " "),
            approval.id,
          ]),
        ),
      );
      if (list.some(({ mayDecide }) => mayDecide)) output.next("patchops approvals approve <id>");
    });

  approvals
    .command("show")
    .description("one of them, with the exact arguments")
    .argument("<id>", "its id, or the beginning of it")
    .action(async (ref: string) => {
      const approval = await find(ref);
      output.answer(approval, () => describe(approval));
    });

  for (const [decision, what] of [
    ["approve", "let exactly this call through, once"],
    ["deny", "refuse this call"],
  ] as const) {
    approvals
      .command(decision)
      .description(what)
      .argument("<id>", "its id, or the beginning of it")
      .action(async (ref: string) => {
        const { id } = await find(ref);
        const approval = await cli.client().approval.decide.mutate({ id, decision }, request);
        const words = decision === "approve" ? "Approved" : "Denied";
        output.answer(
          approval,
          () => `${words} ${safeLine(approval.tool, 64)} of ${approval.askedBy.email}.`,
        );
      });
  }

  async function find(ref: string): Promise<Approval> {
    return resolveRef(await cli.client().approval.list.query({ limit: 100 }, request), ref, {
      kind: "approval",
      namesOf: ({ id }) => [id],
      next: "patchops approvals list --all",
    });
  }
}

function describe(approval: Approval): string {
  const { tool, question, status, askedBy, client, via, policy, expiresAt } = approval;
  return [
    question === null ? `${safeLine(tool, 64)} (${status})` : `${safeText(question)} (${status})`,
    `Asked by   ${askedBy.email}, ${safeLine(client?.name ?? via, 64)}`,
    `Policy     ${safeLine(policy.label)}`,
    `Until      ${expiresAt}`,
    `Arguments  ${safeText(JSON.stringify(approval.arguments, null, 2))}`,
  ].join("\n");
}
