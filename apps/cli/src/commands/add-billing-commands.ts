import { type BillingState, type Invoice, isPlanId, plans } from "@patchops/contract";
import { type Command, Option } from "commander";
import type { Cli } from "../cli.ts";
import { confirm } from "../confirm.ts";
import { openPage } from "../open-page.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";
import { usageError } from "../usage-error.ts";

const intervals = ["month", "year"] as const;

/** `patchops billing …`: plan, payments and invoices. Card and address are given to Stripe alone. */
export function addBillingCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const billing = program.command("billing").description("plan, payments and invoices of the organization");

  billing
    .command("plan")
    .description("the plan, and how its payments stand")
    .action(async () => {
      const state = await cli.client().billing.state.query(undefined, request);
      output.answer(state, () => stateText(state));
      if (state.isSetUp && state.subscription === null) output.next("patchops billing upgrade pro");
    });

  billing
    .command("usage")
    .description("what is used of the plan this month (UTC)")
    .action(async () => {
      const quota = await cli.client().usage.quota.query(undefined, request);
      const line = (name: string, { used, limit }: { used: number; limit: number | null }) => [
        name,
        String(used),
        limit === null ? "no limit" : String(limit),
      ];
      output.answer(quota, () =>
        table(
          [
            { title: quota.planName },
            { title: "USED", align: "right" },
            { title: "INCLUDED", align: "right" },
          ],
          [line("calls", quota.calls), line("runs", quota.executions), line("CPU seconds", quota.cpuSeconds)],
        ),
      );
    });

  billing
    .command("invoices")
    .description("invoices, the newest first; with an id, its lines")
    .argument("[id]", "id or number of an invoice")
    .action(async (ref: string | undefined) => {
      const invoices = await cli.client().billing.invoices.query({ limit: 100 }, request);
      if (ref === undefined) {
        output.answer(invoices, () => invoiceTable(invoices));
        return;
      }
      const id = invoices.find((invoice) => invoice.number === ref)?.id ?? ref;
      const invoice = await cli.client().billing.invoice.query({ id }, request);
      output.answer(invoice, () => invoiceText(invoice));
    });

  billing
    .command("upgrade")
    .description("begin or change a subscription; prints the page to pay on, or when the change holds")
    .argument("<plan>", "id of a plan: pro, team, …")
    .addOption(new Option("--interval <interval>", "paid by month or by year").choices(intervals))
    .action(async (plan: string, { interval }: { interval?: (typeof intervals)[number] }) => {
      if (!isPlanId(plan))
        throw usageError(`There is no plan ${plan}.`, `Plans: ${Object.keys(plans).join(", ")}.`);
      const client = cli.client();
      const { subscription } = await client.billing.state.query(undefined, request);
      if (subscription === null) {
        const page = await client.billing.checkout.mutate({ plan, interval }, request);
        output.answer(page, () => `Go on at Stripe: ${page.url}`);
        if (terminal.stderr.isTTY === true && !output.isJson) openPage(page.url);
        return;
      }
      const change = await client.billing.change.mutate({ plan, interval }, request);
      const since = change.isImmediate ? "now" : `from ${change.at.slice(0, 10)} on`;
      output.answer(change, () => `${plans[plan].name} (by ${change.interval}) holds ${since}.`);
    });

  billing
    .command("portal")
    .description("print the page of Stripe where card, address and tax id are changed")
    .action(async () => {
      const page = await cli.client().billing.portal.mutate(undefined, request);
      output.answer(page, () => page.url);
      if (terminal.stderr.isTTY === true && !output.isJson) openPage(page.url);
    });

  billing
    .command("cancel")
    .description("cancel the subscription: it goes on until the period that is paid ends")
    .option("--yes", "do not ask")
    .action(async (options: { yes?: boolean }) => {
      await confirm(cli, "Cancel the subscription? It goes on until the period that is paid ends.", options);
      const state = await cli.client().billing.cancel.mutate(undefined, request);
      output.answer(state, () => stateText(state));
      output.next("patchops billing resume");
    });

  billing
    .command("resume")
    .description("take that back, while the subscription goes on")
    .action(async () => {
      const state = await cli.client().billing.resume.mutate(undefined, request);
      output.answer(state, () => stateText(state));
    });
}

const day = (at: string) => at.slice(0, 10);

function stateText({ isSetUp, planName, subscription, payment, graceEndsAt }: BillingState): string {
  if (subscription === null) {
    return isSetUp ? `${planName}, without a subscription.` : `${planName}. This instance bills nobody.`;
  }
  const { interval, status, periodEnd, trialEndsAt, cancelAt, next } = subscription;
  return [
    `${subscription.planName}, paid by ${interval}: ${status}, period until ${day(periodEnd)}.`,
    ...(status === "trialing" && trialEndsAt !== null ? [`The trial ends ${day(trialEndsAt)}.`] : []),
    ...(cancelAt === null ? [] : [`Cancelled: it ends ${day(cancelAt)}.`]),
    ...(next === null ? [] : [`From ${day(periodEnd)} on: ${next.plan}, by ${next.interval}.`]),
    ...(payment === "due"
      ? [`A payment is owed: the limits of Free hold from ${day(graceEndsAt ?? "")} on.`]
      : []),
    ...(payment === "limited" ? ["A payment is owed: the limits of Free hold."] : []),
  ].join("\n");
}

function money(amount: number, currency: string): string {
  return new Intl.NumberFormat("en-US", { style: "currency", currency }).format(amount / 100);
}

function invoiceTable(invoices: readonly Invoice[]): string {
  return table(
    [
      { title: "NUMBER" },
      { title: "DATE" },
      { title: "STATUS" },
      { title: "TOTAL", align: "right" },
      { title: "ID" },
    ],
    invoices.map(({ id, number, status, createdAt, total, currency }) => [
      safeLine(number ?? "-", 40),
      day(createdAt),
      status,
      money(total, currency),
      id,
    ]),
  );
}

function invoiceText({ number, id, status, total, currency, createdAt, lines, pdfUrl }: Invoice): string {
  return [
    `${safeLine(number ?? id, 60)} of ${day(createdAt)}: ${money(total, currency)}, ${status}`,
    ...lines.map(
      ({ description, amount, quantity }) =>
        `  ${money(amount, currency)}  ${safeLine(description, 100)}${quantity === null ? "" : ` (${quantity})`}`,
    ),
    ...(pdfUrl === null ? [] : [`PDF: ${pdfUrl}`]),
  ].join("\n");
}
