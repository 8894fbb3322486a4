import { type FailedWebhook, webhookSources } from "@patchops/contract";
import { type Command, Option } from "commander";
import type { Cli } from "../cli.ts";
import { resolveRef } from "../resolve-ref.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";

/** As many as the server answers at once. */
const mostAtOnce = 200;

/** `patchops admin webhooks …`: those that came to nothing, in and out. */
export function addFailedWebhooksCommands(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const webhooks = admin
    .command("webhooks")
    .description("webhooks that came to nothing: from Stripe, and to organizations");

  webhooks
    .command("list")
    .description("the newest first")
    .addOption(new Option("--source <source>", "those alone").choices(webhookSources))
    .action(async ({ source }: { source?: FailedWebhook["source"] }) => {
      const failed = await cli
        .operator()
        .operator.failedWebhooks.query({ source, limit: mostAtOnce }, request);
      output.answer(failed, () =>
        table(
          [
            { title: "SOURCE" },
            { title: "KIND" },
            { title: "ORGANIZATION" },
            { title: "ERROR" },
            { title: "ID" },
          ],
          failed.map(({ source, kind, organization, error, id }) => [
            source,
            safeLine(kind, 30),
            safeLine(organization?.name ?? "–", 30),
            safeLine(error ?? "–", 50),
            id,
          ]),
        ),
      );
      const [first] = failed;
      if (first !== undefined) output.next(`patchops admin webhooks replay ${first.id}`);
    });

  webhooks
    .command("replay")
    .description("try a failed webhook anew, from its first attempt on")
    .argument("<id>", "its id, or the beginning of it")
    .action(async (ref: string) => {
      const client = cli.operator();
      const failed = await client.operator.failedWebhooks.query({ limit: mostAtOnce }, request);
      const { source, id, kind, organization } = resolveRef(failed, ref, {
        kind: "failed webhook",
        namesOf: (each) => [each.id],
        next: "patchops admin webhooks list",
      });
      const answer = { source, id, organizationId: organization?.id };
      await client.operator.replayWebhook.mutate(answer, request);
      output.answer(answer, () => `${kind} is tried again.`);
    });
}
