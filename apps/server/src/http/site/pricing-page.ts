import { type CurrentPlan, currentPlans, type Services } from "@patchops/services";
import type { SiteFacts } from "./site-facts.ts";
import type { SitePage } from "./site-layout.ts";

const count = (value: number | null, one: string, many: string) =>
  value === null ? `Any number of ${many}` : `${value.toLocaleString("en-US")} ${value === 1 ? one : many}`;

const dollars = (cents: number) =>
  (cents / 100).toLocaleString("en-US", {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: cents % 100 === 0 ? 0 : 2,
  });

function beyond({ price, limits, callsPerMonth }: CurrentPlan["plan"]): string {
  if (callsPerMonth === null) return "No monthly limit";
  if (price?.overage == null) return "Beyond that, calls are refused";
  const { cents, calls } = price.overage;
  const each = `${dollars((cents * 1_000) / calls)} for 1,000 calls beyond`;
  return limits === "hard" ? `${each}, if you switch it on` : each;
}

function card({ plan }: CurrentPlan, signup: SiteFacts["signup"]): string {
  const { price, name } = plan;
  const items = [
    count(plan.callsPerMonth, "call a month", "calls a month"),
    beyond(plan),
    count(plan.executionsPerMonth, "run of code a month", "runs of code a month"),
    count(plan.connections, "connection", "connections"),
    count(plan.members, "member", "members"),
    plan.keepDays.calls === null
      ? "Calls kept as long as the instance keeps them"
      : `Calls kept for ${plan.keepDays.calls} days`,
  ];
  const cost =
    price === null ? "$0 <span>a month</span>" : `${dollars(price.monthlyCents)} <span>a month</span>`;
  const trial = price !== null && price.trialDays > 0 ? `, ${price.trialDays} days on trial` : "";
  const yearly = price === null ? "" : `or ${dollars(price.yearlyCents)} a year${trial}`;
  const begin = { open: "/signup", waitlist: "/signup", closed: null }[signup];
  const action =
    begin === null ? "" : `<a class="action plain" href="${begin}" aria-label="Begin with ${name}">Begin</a>`;
  return `<section class="plan"><h2>${name}</h2><p class="price">${cost}</p><p class="yearly">${yearly}</p><ul>${items.map((item) => `<li>${item}</li>`).join("")}</ul>${action}</section>`;
}

/** The price list, from the stored plans as they are sold now. */
export async function pricingPage(services: Services, facts: SiteFacts): Promise<SitePage> {
  const all = await currentPlans(services);
  const { defaultPlan } = services.settings;
  const shown = facts.takesPayments
    ? all.filter(({ id }) => id !== "self_hosted" || defaultPlan === "self_hosted")
    : all.filter(({ id }) => id === defaultPlan);
  const lead = facts.takesPayments
    ? "Months are calendar months in UTC. Change or cancel at any time; nothing is deleted when a plan becomes smaller."
    : "Nobody pays on this instance. Every organization has this plan.";
  return {
    path: "/pricing",
    title: "Pricing",
    about: "Plans, what is in them, and what calls beyond them cost.",
    body: `<h1>Pricing</h1><p class="lead">${lead}</p><div class="plans">${shown.map((plan) => card(plan, facts.signup)).join("")}</div><p>What counts as a call, and every limit of each plan, stands in <a href="/docs/usage#plans">Usage and plans</a>.</p>`,
  };
}
