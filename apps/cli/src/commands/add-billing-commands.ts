import { type BillingState, type Invoice, isPlanId, type Overage, plans } from "@patchops/contract";
import { Argument, type Command, Option } from "commander";
import type { Cli } from "../cli.ts";
import { confirm } from "../confirm.ts";
import { formatCents } from "../format-cents.ts";
import { openPage } from "../open-page.ts";
import { parseCents } from "../parse-cents.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";
import { usageError } from "../usage-error.ts";

const intervals = ["month", "year"] as const;
const switches = ["on", "off"] as const;

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
    .command("overage")
    .description(
      "whether calls go on beyond the plan's, and what they may cost at most; with on or off: changes that",
    )
    .addArgument(new Argument("[switch]", "what it becomes, or nothing to ask how it is").choices(switches))
    .option("--cap <amount>", "in dollars a month: 20 or 12.50; default: the cap that there is", parseCents)
    .option("--no-cap", "any amount")
    .action(async (to: (typeof switches)[number] | undefined, { cap }: { cap?: number | false }) => {
      if (to === undefined && cap !== undefined) {
        throw usageError("A cap goes with on or off.", "patchops billing overage on --cap 20");
      }
      const client = cli.client();
      const before = await client.plan.current.query(undefined, request);
      if (to !== undefined) {
        const known = before.overage?.capCents ?? null;
        const capCents = cap === undefined ? known : cap === false ? null : cap;
        await client.plan.setOverage.mutate({ isOn: to === "on", capCents }, request);
      }
      const { overage, plan } =
        to === undefined ? before : await client.plan.current.query(undefined, request);
      output.answer(overage, () => overageText(plan.name, overage));
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
    .description("take that back while the subscription goes on, or a change of plan that is to come")
    .action(async () => {
      const state = await cli.client().billing.resume.mutate(undefined, request);
      output.answer(state, () => stateText(state));
    });
}

function overageText(planName: string, overage: Overage | null): string {
  if (overage === null) return `${planName} has no price for calls beyond it.`;
  const { isOn, cents, calls, capCents, used, usedCents } = overage;
  const price = `${formatCents(cents)} for ${calls.toLocaleString("en-US")} calls`;
  const soFar = `So far: ${formatCents(usedCents)}, for ${used.toLocaleString("en-US")} calls.`;
  if (!isOn) {
    const off = `Off: calls beyond ${planName} are refused. They would cost ${price}.`;
    return used === 0 ? off : `${off}\n${soFar}`;
  }
  const cap = capCents === null ? "without a cap" : `up to ${formatCents(capCents)} a month`;
  return `On, ${cap}: calls beyond ${planName} cost ${price}.\n${soFar}`;
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

/** Of calls, since what else there is says its count itself. */
function countText({ kind, isIncluded, quantity }: Omit<Invoice["lines"][number], "description" | "amount">) {
  if (kind !== "usage") return "";
  if (isIncluded) return ", in the plan";
  return quantity === null ? ", beyond the plan" : `, beyond the plan: ${quantity} calls`;
}

function invoiceText({ number, id, status, total, currency, createdAt, lines, pdfUrl }: Invoice): string {
  return [
    `${safeLine(number ?? id, 60)} of ${day(createdAt)}: ${money(total, currency)}, ${status}`,
    ...lines.map(
      ({ description, amount, ...line }) =>
        `  ${money(amount, currency)}  ${safeLine(description, 100)}${countText(line)}`,
    ),
    ...(pdfUrl === null ? [] : [`PDF: ${pdfUrl}`]),
  ].join("\n");
}
