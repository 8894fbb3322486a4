import { type PolicyAction, policyActions, roles } from "@patchops/contract";
import type { Command } from "commander";
import { Argument, Option } from "commander";
import type { Cli } from "../cli.ts";
import { confirm } from "../confirm.ts";
import { resolveKey } from "../resolve-key.ts";
import { resolveRef } from "../resolve-ref.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";

interface SetOptions {
  connection?: string;
  tool?: string;
  role?: (typeof roles)[number];
  profile?: string;
  key?: string;
  selfApproval: boolean;
}

/** `patchops policies …` */
export function addPoliciesCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const policies = program.command("policies").description("rules on who may call what");

  policies
    .command("list")
    .description("all rules, in the order in which they decide")
    .action(async () => {
      const list = await cli.client().policy.list.query(undefined, request);
      output.answer(list, () =>
        table(
          [{ title: "RULE" }, { title: "WEIGHT", align: "right" }, { title: "ID" }],
          list.rules.map(({ id, label, weight }) => [safeLine(label, 80), String(weight), id]),
        ),
      );
      output.note(
        list.asksDestructive
          ? "Where no rule says otherwise: allow, but ask before tools that call themselves destructive."
          : "Where no rule says otherwise: allow.",
      );
    });

  policies
    .command("set")
    .description("make a rule, or change what the rule of the same names says")
    .addArgument(new Argument("<action>", "what happens with a call").choices(policyActions))
    .option("--tool <name>", "of this tool")
    .option("--connection <slug>", "of the tools of this connection")
    .addOption(new Option("--role <role>", "by people of this role").choices(roles))
    .option("--profile <profile>", "in this profile")
    .option("--key <key>", "with this key: its id, prefix or name")
    .option("--no-self-approval", "with ask: somebody else has to approve")
    .action(async (action: PolicyAction, options: SetOptions) => {
      const client = cli.client();
      const { key, selfApproval, ...given } = options;
      const named = selfApproval ? given : { ...given, allowsSelfApproval: false };
      const apiKey = key === undefined ? undefined : (await resolveKey(cli, key)).id;
      const rule = await client.policy.set.mutate({ action, ...named, apiKey }, request);
      output.answer(rule, () => `${safeLine(rule.label)}\n`);
      output.next(`patchops policies remove ${rule.id}`);
    });

  policies
    .command("defaults")
    .description("what holds where no rule says otherwise")
    .addOption(
      new Option("--ask-destructive <answer>", "ask before tools that call themselves destructive: yes or no")
        .choices(["yes", "no"])
        .makeOptionMandatory(),
    )
    .action(async ({ askDestructive }: { askDestructive: "yes" | "no" }) => {
      const defaults = await cli
        .client()
        .policy.setDefaults.mutate({ asksDestructive: askDestructive === "yes" }, request);
      output.answer(defaults, () =>
        defaults.asksDestructive
          ? "Destructive tools are asked about first."
          : "No tool is asked about first.",
      );
    });

  policies
    .command("remove")
    .description("end a rule; the next one decides")
    .argument("<id>", "id of the rule, or its beginning")
    .option("--yes", "do not ask")
    .action(async (ref: string, options: { yes?: boolean }) => {
      const client = cli.client();
      const { rules } = await client.policy.list.query(undefined, request);
      const rule = resolveRef(rules, ref, {
        kind: "rule",
        namesOf: ({ id }) => [id],
        next: "patchops policies list",
      });
      await confirm(cli, `Remove the rule “${safeLine(rule.label)}”?`, options);
      const removed = await client.policy.remove.mutate({ id: rule.id }, request);
      output.answer(removed, () => `Removed “${safeLine(rule.label)}”.`);
    });
}
