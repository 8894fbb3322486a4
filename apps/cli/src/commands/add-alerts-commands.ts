import { meterNouns, type UsageMeter, type UsageThreshold, usageMeters } from "@patchops/contract";
import { Argument, type Command } from "commander";
import type { Cli } from "../cli.ts";
import { parseThreshold } from "../parse-threshold.ts";
import { safeLine } from "../safe-text.ts";

const words = ({ meter, unit, value }: UsageThreshold) =>
  unit === "percent"
    ? `${value} % of the month's ${meterNouns[meter]}`
    : `${value.toLocaleString("en-US")} ${meterNouns[meter]} a month`;

/** `patchops alerts …`: at what of the month's usage the organization is told. */
export function addAlertsCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const alerts = program.command("alerts").description("usage at which owners and admins are told");
  const meter = () => new Argument("<meter>", "what is counted").choices(usageMeters);

  alerts
    .command("list")
    .description("what this month has reached, and thresholds besides 80 % and 100 %")
    .action(async () => {
      const found = await cli.client().usage.alerts.query(undefined, request);
      output.answer(found, () => {
        const reached = found.reached.map(
          ({ title, text }) => `${safeLine(title, 200)}: ${safeLine(text, 400)}`,
        );
        return [
          ...(reached.length > 0 ? reached : ["Nothing is reached this month."]),
          "Told at 80 % and 100 % of the plan and of each budget.",
          ...found.thresholds.map((threshold) => `Told at ${words(threshold)}.`),
        ].join("\n");
      });
    });

  alerts
    .command("add")
    .description("be told at one more; owners and admins")
    .addArgument(meter())
    .argument("<at>", "80%, or an amount of a month")
    .action(async (name: UsageMeter, at: string) => {
      const threshold = parseThreshold(name, at);
      tell(await cli.client().usage.addThreshold.mutate(threshold, request));
    });

  alerts
    .command("remove")
    .description("take one away; owners and admins")
    .addArgument(meter())
    .argument("<at>", "as it was added")
    .action(async (name: UsageMeter, at: string) => {
      const threshold = parseThreshold(name, at);
      tell(await cli.client().usage.removeThreshold.mutate(threshold, request));
    });

  function tell(all: UsageThreshold[]): void {
    output.answer(all, () =>
      all.length === 0
        ? "Told at 80 % and 100 % alone."
        : all.map((each) => `Told at ${words(each)}.`).join("\n"),
    );
  }
}
