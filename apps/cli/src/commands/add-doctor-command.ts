import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { checkClients } from "../doctor/check-clients.ts";
import { checkClock } from "../doctor/check-clock.ts";
import { checkKey } from "../doctor/check-key.ts";
import { checkOperator } from "../doctor/check-operator.ts";
import { checkServer } from "../doctor/check-server.ts";
import type { Finding } from "../doctor/finding.ts";

/** `patchops doctor`: what stands between this machine and a call. */
export function addDoctorCommand(program: Command, cli: Cli): void {
  const { output } = cli;
  program
    .command("doctor")
    .description("check the address, the key, the clock, the clients' settings and the sandbox")
    .action(async () => {
      const server = await checkServer(cli);
      const reached = server.state !== "failed";
      const findings: Finding[] = [
        server,
        ...(reached ? await Promise.all([checkKey(cli), checkClock(cli)]) : []),
        ...(await checkClients(cli)),
        ...(await checkOperator(cli)),
      ];
      output.answer({ url: cli.url, checks: findings.map(({ exitCode: _, ...check }) => check) }, () =>
        findings.map((finding) => present(finding, cli)).join(""),
      );
      const failed = findings.find(({ state }) => state === "failed");
      if (failed) cli.exitWith(failed.exitCode ?? 1);
    });
}

function present({ check, state, detail, next }: Finding, { output: { colors } }: Cli): string {
  const mark = {
    ok: colors.green("ok     "),
    warning: colors.yellow("warning"),
    failed: colors.red("failed "),
    skipped: colors.dim("skipped"),
  }[state];
  return `${mark}  ${check.padEnd(12)}  ${detail}\n${next === undefined ? "" : `${" ".repeat(23)}Next: ${next}\n`}`;
}
