import { type Command, Option } from "commander";
import type { Cli } from "../cli.ts";
import { parseCount } from "../parse-count.ts";
import { resolveRef } from "../resolve-ref.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";

const mostAtOnce = 200;

/** `patchops admin stripe-…`: our plans at Stripe, what it told us, and what it was told in vain. */
export function addStripeCommands(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted, timeoutMs: 120_000 };

  admin
    .command("stripe-sync")
    .description("make what is missing at Stripe: meter, products, prices of the plans, customer portal")
    .option("--dry-run", "say what it would do, and do nothing")
    .action(async ({ dryRun = false }: { dryRun?: boolean }) => {
      const steps = await cli.operator().operator.stripeSync.mutate({ isDryRun: dryRun }, request);
      output.answer(steps, () =>
        table(
          [{ title: dryRun ? "WOULD" : "DID" }, { title: "KIND" }, { title: "NAME" }, { title: "ID" }],
          steps.map(({ action, kind, name, id }) => [action, kind, name, id ?? "-"]),
        ),
      );
    });

  const events = admin
    .command("stripe-events")
    .description("what Stripe told this instance, and what came of it");

  events
    .command("list")
    .description("the newest first")
    .option("--failed", "those alone that were tried in vain")
    .option("--limit <number>", `how many, ${mostAtOnce} at most; default: 50`, parseCount)
    .action(async ({ failed = false, limit }: { failed?: boolean; limit?: number }) => {
      const list = await cli
        .operator()
        .operator.stripeEvents.query({ state: failed ? "failed" : "all", limit }, request);
      output.answer(list, () =>
        table(
          [
            { title: "TYPE" },
            { title: "RECEIVED" },
            { title: "TRIES" },
            { title: "OUTCOME" },
            { title: "ID" },
          ],
          list.map((event) => [
            safeLine(event.type, 60),
            event.receivedAt.slice(0, 16).replace("T", " "),
            String(event.attempts),
            event.processedAt !== null ? "done" : safeLine(event.lastError ?? "waits", 60),
            event.id,
          ]),
        ),
      );
    });

  events
    .command("replay")
    .description("have an event worked off once more")
    .argument("<id>", "id of an event, or its beginning")
    .action(async (ref: string) => {
      const list = await cli.operator().operator.stripeEvents.query({ limit: mostAtOnce }, request);
      const { id } = resolveRef(list, ref, {
        kind: "event",
        namesOf: (event) => [event.id],
        next: "patchops admin stripe-events list",
      });
      const answer = await cli.operator().operator.replayStripeEvent.mutate({ id }, request);
      output.answer(answer, () => `${id} is worked off once more.`);
    });

  const usage = admin.command("stripe-usage").description("usage that Stripe did not take as it should");

  usage
    .command("list")
    .description("what Stripe refused, and what nobody can tell whether it has")
    .action(async () => {
      const list = await cli.operator().operator.stuckUsage.query(undefined, request);
      output.answer(list, () =>
        table(
          [
            { title: "STATE" },
            { title: "ORGANIZATION" },
            { title: "CUSTOMER" },
            { title: "UNITS", align: "right" },
            { title: "REASON" },
            { title: "IDENTIFIER" },
          ],
          list.map(({ state, organization, customerId, delta, lastError, identifier }) => [
            state,
            safeLine(organization, 30),
            customerId,
            String(delta),
            safeLine(lastError ?? "-", 60),
            identifier,
          ]),
        ),
      );
    });

  usage
    .command("settle")
    .description(
      "say of such usage that Stripe has it, or have it told anew, once you have looked at its meter",
    )
    .argument("<identifier>", "from: patchops admin stripe-usage list")
    .addOption(
      new Option("--as <outcome>", "sent: Stripe has it; resend: it has not")
        .choices(["sent", "resend"])
        .makeOptionMandatory(),
    )
    .action(async (identifier: string, { as }: { as: "sent" | "resend" }) => {
      const settled = await cli.operator().operator.settleUsage.mutate({ identifier, as }, request);
      output.answer(settled, () =>
        as === "sent" ? `${identifier} counts as told.` : `${identifier} is told anew.`,
      );
    });
}
