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

const everywhere = [
  {
    question: "What counts as a call?",
    answer:
      "A call of a tool that reached its server, whether a client or a program made it. Runs have a limit of their own. Lists, resources, prompts and sessions are free.",
  },
  {
    question: "What happens at the limit?",
    answer:
      "Calls are refused with a clear error until the month ends, unless the plan goes on or you let it. Everything stays readable. You hear of it at 80 and at 100 %.",
  },
  {
    question: "Can I take my data along?",
    answer: "At any time: all of it in one archive, as JSON and CSV, made by a click under Settings.",
  },
];

const whenPaid = [
  {
    question: "Can calls beyond it ruin me?",
    answer:
      "There are none until you switch them on, but on Enterprise. You say what they may cost in a month; at that, calls are refused.",
  },
  {
    question: "How do I change or leave?",
    answer: "By a click. A greater plan holds at once, a smaller one when what is paid has ended.",
  },
  {
    question: "What if a payment fails?",
    answer:
      "Owners are mailed, and nothing changes for some days. After that the limits of Free hold until it is paid.",
  },
];

/** The price list, from the stored plans as they are sold now. */
export async function pricingPage(services: Services, facts: SiteFacts): Promise<SitePage> {
  const all = await currentPlans(services);
  const { defaultPlan } = services.settings;
  const shown = facts.takesPayments
    ? all.filter(({ id }) => id !== "self_hosted" || defaultPlan === "self_hosted")
    : all.filter(({ id }) => id === defaultPlan);
  const lead = facts.takesPayments
    ? "Months are calendar months in UTC. Change or cancel at any time; a smaller plan keeps records for fewer days."
    : "Nobody pays on this instance. Every organization has this plan.";
  const questions = facts.takesPayments ? [...everywhere, ...whenPaid] : everywhere;
  const answers = questions
    .map(({ question, answer }) => `<div class="card"><h3>${question}</h3><p>${answer}</p></div>`)
    .join("");
  return {
    path: "/pricing",
    title: "Pricing",
    about: "Plans, what is in them, and what calls beyond them cost.",
    body: `<h1>Pricing</h1><p class="lead">${lead}</p><div class="plans">${shown.map((plan) => card(plan, facts.signup)).join("")}</div><p>Every plan has every feature: code mode, workflows, policies, approvals, single sign-on, audit. Each limit stands in <a href="/docs/usage#plans">Usage and plans</a>.</p><h2 class="section-title">Good to know</h2><div class="cards">${answers}</div>`,
  };
}
