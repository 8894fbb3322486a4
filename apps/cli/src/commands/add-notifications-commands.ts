import { type NotificationKind, notificationKinds } from "@patchops/contract";
import { Argument, type Command } from "commander";
import type { Cli } from "../cli.ts";
import { table } from "../table.ts";

const channels = ["mail", "dashboard"] as const;

/** `patchops notifications …`: what the key's person is told of, and how. */
export function addNotificationsCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const notifications = program.command("notifications").description("what you are told of, and how");
  const word = (isOn: boolean) => (isOn ? "on" : "off");

  notifications
    .command("list")
    .description("each kind, by mail and in the dashboard")
    .action(async () => {
      const settings = await cli.client().notification.settings.query(undefined, request);
      output.answer(settings, () =>
        table(
          [{ title: "KIND" }, { title: "MAIL" }, { title: "DASHBOARD" }],
          settings.map(({ kind, mail, dashboard }) => [kind, word(mail), word(dashboard)]),
        ),
      );
    });

  notifications
    .command("set")
    .description("turn one on or off for you; mails about your account always come")
    .addArgument(new Argument("<kind>").choices(notificationKinds))
    .addArgument(new Argument("<channel>").choices(channels))
    .addArgument(new Argument("<state>").choices(["on", "off"]))
    .action(async (kind: NotificationKind, channel: (typeof channels)[number], state: string) => {
      const input = { kind, channel, isOn: state === "on" };
      const settings = await cli.client().notification.set.mutate(input, request);
      output.answer(settings, () => `${kind} by ${channel}: ${state}.`);
    });
}
