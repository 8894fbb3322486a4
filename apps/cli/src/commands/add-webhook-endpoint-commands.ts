import { type NotificationKind, notificationKinds, type WebhookEndpoint } from "@patchops/contract";
import { type Command, InvalidArgumentError } from "commander";
import type { Cli } from "../cli.ts";
import { confirm } from "../confirm.ts";
import { resolveRef } from "../resolve-ref.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";

/** The addresses of `patchops webhooks`. */
export function addWebhookEndpointCommands(webhooks: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const find = async (ref: string): Promise<WebhookEndpoint> =>
    resolveRef(await cli.client().webhook.endpoints.query(undefined, request), ref, {
      kind: "webhook",
      namesOf: ({ id, url }) => [id, url],
      next: "patchops webhooks list",
    });

  webhooks
    .command("list")
    .description("the addresses, and what each is told of")
    .action(async () => {
      const endpoints = await cli.client().webhook.endpoints.query(undefined, request);
      output.answer(endpoints, () =>
        table(
          [{ title: "URL" }, { title: "KINDS" }, { title: "ID" }],
          endpoints.map(({ url, kinds, id }) => [safeLine(url, 60), kinds.join(","), id]),
        ),
      );
    });

  webhooks
    .command("add")
    .description("have an address told of events; needs a secret: patchops webhooks rotate-secret")
    .argument("<url>")
    .option("--kinds <kinds>", `comma list of ${notificationKinds.join(", ")}; default: all`, parseKinds)
    .action(async (url: string, { kinds = [...notificationKinds] }: { kinds?: NotificationKind[] }) => {
      const made = await cli.client().webhook.createEndpoint.mutate({ url, kinds }, request);
      output.answer(made, () => `${safeLine(made.url)} is told of ${made.kinds.join(", ")}.`);
      output.next(`patchops webhooks test ${made.id}`);
    });

  webhooks
    .command("test")
    .description("send an address a test event")
    .argument("<webhook>", "its URL or id, or their beginning")
    .action(async (ref: string) => {
      const { id, url } = await find(ref);
      const sent = await cli.client().webhook.testEndpoint.mutate({ id }, request);
      output.answer(sent, () => `A test is on its way to ${safeLine(url)}.`);
      output.next(`patchops webhooks deliveries ${id}`);
    });

  webhooks
    .command("remove")
    .description("tell an address nothing more, also not what waits for it")
    .argument("<webhook>", "its URL or id, or their beginning")
    .option("--yes", "do not ask")
    .action(async (ref: string, options: { yes?: boolean }) => {
      const { id, url } = await find(ref);
      await confirm(cli, `Remove ${safeLine(url)}?`, options);
      const removed = await cli.client().webhook.removeEndpoint.mutate({ id }, request);
      output.answer(removed, () => `${safeLine(url)} is told nothing more.`);
    });

  webhooks
    .command("deliveries")
    .description("what an address was told lately, and how that went")
    .argument("<webhook>", "its URL or id, or their beginning")
    .action(async (ref: string) => {
      const { id } = await find(ref);
      const deliveries = await cli.client().webhook.deliveries.query({ id }, request);
      output.answer(deliveries, () =>
        table(
          [{ title: "STATUS" }, { title: "KIND" }, { title: "AT" }, { title: "ANSWER" }, { title: "ID" }],
          deliveries.map(({ status, kind, createdAt, httpStatus, error, id: deliveryId }) => [
            status,
            kind,
            createdAt.slice(0, 16).replace("T", " "),
            safeLine(error ?? (httpStatus === null ? "" : `HTTP ${httpStatus}`), 48),
            deliveryId,
          ]),
        ),
      );
      const failed = deliveries.find(({ status }) => status === "failed");
      if (failed !== undefined) output.next(`patchops webhooks resend ${failed.id}`);
    });

  webhooks
    .command("resend")
    .description("tell an address of an event once more, now")
    .argument("<delivery>", "id of a delivery: patchops webhooks deliveries")
    .action(async (id: string) => {
      const sent = await cli.client().webhook.resend.mutate({ id }, request);
      output.answer(sent, () => "It is on its way.");
    });
}

function parseKinds(text: string): NotificationKind[] {
  return text.split(",").map((word) => {
    const kind = notificationKinds.find((known) => known === word.trim());
    if (kind !== undefined) return kind;
    throw new InvalidArgumentError(
      `There is no kind ${JSON.stringify(word)}: ${notificationKinds.join(", ")}.`,
    );
  });
}
