import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { confirm } from "../confirm.ts";
import { addWebhookEndpointCommands } from "./add-webhook-endpoint-commands.ts";

/** `patchops webhooks …`: the addresses that are told of events, and what that is signed with. */
export function addWebhooksCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const webhooks = program
    .command("webhooks")
    .description("addresses that are told of events, and the secret that it is signed with");

  addWebhookEndpointCommands(webhooks, cli);

  webhooks
    .command("show")
    .description("whether there is a secret, and since when")
    .action(async () => {
      const secret = await cli.client().webhook.secret.query(undefined, request);
      output.answer(secret, () => {
        if (secret.createdAt === null) return "There is no secret yet.";
        const overlap =
          secret.previousUntil === null
            ? ""
            : `\nThe one before signs as well until ${secret.previousUntil}.`;
        return `Made at ${secret.createdAt}.${overlap}`;
      });
      if (secret.createdAt === null) output.next("patchops webhooks rotate-secret");
    });

  webhooks
    .command("rotate-secret")
    .description("make a new secret, shown this once; the one before signs for a day more")
    .option("--yes", "without being asked")
    .action(async ({ yes }: { yes?: boolean }) => {
      const client = cli.client();
      const { createdAt } = await client.webhook.secret.query(undefined, request);
      if (createdAt !== null) {
        await confirm(cli, "Make a new secret for webhooks?", yes === undefined ? {} : { yes });
      }
      const made = await client.webhook.rotateSecret.mutate(undefined, request);
      output.answer(made, () => made.secret);
      output.note("Give it to the receivers; it is not shown again.");
    });
}
