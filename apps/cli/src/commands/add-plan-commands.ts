import {
  isPlanField,
  isPlanId,
  planFields,
  plans,
  type SubscriptionState,
  subscriptionStates,
} from "@patchops/contract";
import { type Command, Option } from "commander";
import type { Cli } from "../cli.ts";
import { formatCents } from "../format-cents.ts";
import { parseCents } from "../parse-cents.ts";
import { parseCount } from "../parse-count.ts";
import { safeLine, safeText } from "../safe-text.ts";
import { table } from "../table.ts";
import { usageError } from "../usage-error.ts";

const organizationWords =
  "id of an organization, or a part of its name or of a mail address that fits it alone";
const reasonWords = "why; it stands in both audit logs";
const number = (value: number | string | null) =>
  value === null ? "no limit" : typeof value === "number" ? value.toLocaleString("en-US") : value;

interface ListOptions {
  search?: string;
  plan?: string;
  subscription?: SubscriptionState;
  changed?: true;
  limited?: true;
  limit?: number;
}

/** `patchops admin plan …`: what organizations have of which plan. */
export function addPlanCommands(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const plan = admin.command("plan").description("plans, and what organizations have of them");
  const operator = () => cli.operator().operator;
  const find = (organization: string) => operator().customer.query({ organization }, request);

  plan
    .command("list")
    .description("every version of every plan, with how many organizations have it")
    .action(async () => {
      const versions = await operator().plans.query(undefined, request);
      output.answer(versions, () =>
        table(
          [
            { title: "PLAN" },
            { title: "VERSION", align: "right" },
            { title: "CALLS", align: "right" },
            { title: "MONTH", align: "right" },
            { title: "YEAR", align: "right" },
            { title: "ORGANIZATIONS", align: "right" },
            { title: "SINCE" },
          ],
          versions.map((version) => [
            `${version.id}${version.isCurrent ? "" : " (older)"}`,
            String(version.version),
            number(version.callsPerMonth),
            version.monthlyCents === null ? "–" : formatCents(version.monthlyCents),
            version.yearlyCents === null ? "–" : formatCents(version.yearlyCents),
            String(version.organizations),
            version.createdAt.slice(0, 10),
          ]),
        ),
      );
    });

  plan
    .command("organizations")
    .description("organizations with their plans, the newest first")
    .option("--search <text>", "a part of the name, or of a mail address of its people")
    .addOption(new Option("--plan <plan>", "those alone that have it").choices(Object.keys(plans)))
    .addOption(
      new Option(
        "--subscription <state>",
        "those alone whose subscription stands so; ending: cancelled, and goes on until its period ends",
      ).choices(subscriptionStates),
    )
    .option("--changed", "those alone that have limits of their own")
    .option("--limited", "those alone that have the limits of Free, since a payment is missing")
    .option("--limit <number>", "how many, 200 at most; default: 50", parseCount)
    .action(async ({ search, plan: id, subscription, changed, limited, limit }: ListOptions) => {
      const show = limited ? "limited" : changed ? "changed" : undefined;
      const { customers } = await operator().customers.query(
        { search, show, subscription, limit, ...(id !== undefined && isPlanId(id) && { plan: id }) },
        request,
      );
      output.answer(customers, () =>
        table(
          [
            { title: "NAME" },
            { title: "OWNER" },
            { title: "PLAN" },
            { title: "CALLS", align: "right" },
            { title: "OF", align: "right" },
            { title: "ID" },
          ],
          customers.map((customer) => [
            safeLine(customer.name, 30),
            safeLine(customer.owner ?? "–", 40),
            `${customer.plan}${customer.isLimited ? " (limited)" : customer.overrides > 0 ? " (changed)" : ""}`,
            number(customer.callsThisMonth),
            number(customer.callsPerMonth),
            customer.id,
          ]),
        ),
      );
    });

  plan
    .command("show")
    .description("the plan of an organization, its own limits, its credits")
    .argument("<organization>", organizationWords)
    .action(async (ref: string) => {
      const customer = await find(ref);
      output.answer(customer, () => {
        const version = customer.planVersion === null ? "as it is now" : `version ${customer.planVersion}`;
        const rows = [
          ["organization", `${safeText(customer.name)} (${customer.id})`],
          ["plan", `${customer.planName}, ${version}${customer.isLimited ? "; limits of Free" : ""}`],
          ["calls", `${number(customer.callsThisMonth)} of ${number(customer.callsPerMonth)} this month`],
          ...customer.limits.map(({ field, value, planValue, reason, endsAt }) => [
            field,
            `${number(value)} (plan: ${number(planValue)})${endsAt === null ? "" : ` until ${endsAt.slice(0, 10)}`}: ${safeText(reason)}`,
          ]),
          ...customer.credits.map(({ kind, amountCents, reason, state, createdAt }) => [
            kind,
            `${formatCents(amountCents)}, ${createdAt.slice(0, 10)}, ${state}: ${safeText(reason)}`,
          ]),
        ];
        return table([{ title: "WHAT" }, { title: "IS" }], rows);
      });
    });

  plan
    .command("set")
    .description("give an organization a plan")
    .argument("<organization>", organizationWords)
    .argument("<plan>", Object.keys(plans).join(", "))
    .requiredOption("--reason <text>", reasonWords)
    .option("--plan-version <number>", "an older version; default: that of now, which it keeps", parseCount)
    .option("--follow", "no version: the plan as it is now, whatever it becomes")
    .action(
      async (ref: string, id: string, options: { reason: string; planVersion?: number; follow?: true }) => {
        if (!isPlanId(id)) {
          throw usageError(`There is no plan ${JSON.stringify(id)}.`, "patchops admin plan list");
        }
        const { id: organizationId, name } = await find(ref);
        const version = options.follow ? null : options.planVersion;
        await operator().setPlan.mutate(
          { organizationId, plan: id, version, reason: options.reason },
          request,
        );
        output.answer(
          { organizationId, plan: id },
          () => `${safeText(name)} has the plan ${plans[id].name}.`,
        );
      },
    );

  plan
    .command("limit")
    .description("give an organization a limit in place of its plan's")
    .argument("<organization>", organizationWords)
    .argument("<field>", Object.keys(planFields).join(", "))
    .argument("<value>", "a whole number; none for no limit; of limits: hard or soft")
    .requiredOption("--reason <text>", reasonWords)
    .option("--until <date>", "when the plan's holds again (UTC); default: when you end it")
    .action(async (ref: string, field: string, text: string, options: { reason: string; until?: string }) => {
      if (!isPlanField(field)) {
        throw usageError(`There is no limit ${JSON.stringify(field)}.`, "patchops admin plan limit --help");
      }
      const value = text === "none" ? null : /^\d+$/.test(text) ? Number(text) : text;
      if (typeof value === "string" && value !== "hard" && value !== "soft") {
        throw usageError(`${JSON.stringify(text)} is no limit.`, "Write it as 1000, none, hard or soft");
      }
      const untilMs = options.until === undefined ? null : Date.parse(options.until);
      if (untilMs !== null && Number.isNaN(untilMs)) {
        throw usageError(`${JSON.stringify(options.until)} is no date.`, "Write it as 2027-01-31");
      }
      const { id: organizationId, name } = await find(ref);
      const endsAt = untilMs === null ? undefined : new Date(untilMs).toISOString();
      await operator().setLimit.mutate(
        { organizationId, field, value, reason: options.reason, endsAt },
        request,
      );
      output.answer(
        { organizationId, field, value, endsAt: endsAt ?? null },
        () => `${safeText(name)}: ${planFields[field].label.toLowerCase()}: ${number(value)}.`,
      );
    });

  plan
    .command("end-limit")
    .description("end a limit of an organization's own: its plan's holds again")
    .argument("<organization>", organizationWords)
    .argument("<field>", "as in: patchops admin plan show")
    .requiredOption("--reason <text>", reasonWords)
    .action(async (ref: string, field: string, { reason }: { reason: string }) => {
      if (!isPlanField(field)) {
        throw usageError(`There is no limit ${JSON.stringify(field)}.`, "patchops admin plan show");
      }
      const { id: organizationId, name } = await find(ref);
      await operator().endLimit.mutate({ organizationId, field, reason }, request);
      output.answer({ organizationId, field }, () => `${safeText(name)} has its plan's ${field} again.`);
    });

  plan
    .command("credit")
    .description("credit an organization an amount, or pay one back")
    .argument("<organization>", organizationWords)
    .argument("<amount>", "in dollars: 12 or 12.50", parseCents)
    .requiredOption("--reason <text>", `${reasonWords}, and the organization reads it`)
    .option("--refund", "pay it back, in place of lowering the next invoices")
    .option("--invoice <id>", "of a refund: the invoice that it is of")
    .action(
      async (
        ref: string,
        amountCents: number,
        options: { reason: string; refund?: true; invoice?: string },
      ) => {
        const { id: organizationId, name } = await find(ref);
        const kind = options.refund ? "refund" : "credit";
        const { id } = await operator().credit.mutate(
          { organizationId, kind, amountCents, reason: options.reason, invoiceId: options.invoice },
          request,
        );
        output.answer(
          { id, organizationId, kind, amountCents },
          () =>
            `${kind === "refund" ? "Refund" : "Credit"} of ${formatCents(amountCents)} for ${safeText(name)} is written down.`,
        );
      },
    );
}
