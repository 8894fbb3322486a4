import {
  errorGuides,
  mcpClientFile,
  mcpClientSetup,
  mcpClients,
  type Plan,
  plans,
  reachesRole,
  roles,
  type VerbAccess,
  verbAccess,
} from "@patchops/contract";
import { markdownTable } from "@patchops/testing";
import { settings } from "../config.ts";
import { errorCodeList, errorFacts } from "../http/docs/error-markdown.ts";
import { registerBlock } from "./register-block.ts";

/** The address and the key as the repository's copy writes them. */
const example = { mcpUrl: "http://127.0.0.1:3000/mcp", key: "po_…" };

const count = (value: number | null) => (value === null ? "no limit" : value.toLocaleString("en-US"));
const seconds = (ms: number) => `${ms / 1_000} s`;
const mebibytes = (bytes: number) => `${bytes / 1_048_576} MiB`;

const dollars = (cents: number) =>
  (cents / 100).toLocaleString("en-US", {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: cents % 100 === 0 ? 0 : 2,
  });
const kept = (days: number | null) => (days === null ? "as set" : `${days} days`);

const planRows: readonly [string, (plan: Plan) => string][] = [
  ["A month, paid by month", ({ price }) => (price === null ? "–" : dollars(price.monthlyCents))],
  ["A year, paid by year", ({ price }) => (price === null ? "–" : dollars(price.yearlyCents))],
  ["Trial", ({ price }) => (price === null || price.trialDays === 0 ? "–" : `${price.trialDays} days`)],
  [
    "1,000 calls beyond the month's",
    ({ price }) =>
      price?.overage == null ? "–" : dollars((price.overage.cents * 1_000) / price.overage.calls),
  ],
  ["Calls a month", (plan) => count(plan.callsPerMonth)],
  ["Runs a month", (plan) => count(plan.executionsPerMonth)],
  ["CPU seconds of runs a month", (plan) => count(plan.cpuSecondsPerMonth)],
  [
    "Beyond these",
    (plan) => (plan.callsPerMonth === null ? "–" : plan.limits === "hard" ? "refused" : "go on"),
  ],
  [
    "With the database away",
    (plan) => (plan.failsOpen || plan.limits === "soft" ? "calls go on" : "refused"),
  ],
  ["A call that failed at its server", (plan) => (plan.countsFailures ? "counts" : "is free")],
  [
    "Calls a minute: organization, key",
    ({ rate }) =>
      rate === null ? "no limit" : `${count(rate.organizationPerMinute)}, ${count(rate.keyPerMinute)}`,
  ],
  [
    "Calls, runs are kept",
    ({ keepDays }) =>
      keepDays.calls === keepDays.runs
        ? kept(keepDays.calls)
        : `${kept(keepDays.calls)}, ${kept(keepDays.runs)}`,
  ],
  ["Arguments and results are kept", ({ keepDays }) => kept(keepDays.payloads)],
  ["Connections", (plan) => count(plan.connections)],
  ["Members", (plan) => count(plan.members)],
  ["Calls at once", (plan) => count(plan.concurrentCalls)],
  ["Runs at once", (plan) => count(plan.concurrentExecutions)],
  ["One run: time", (plan) => seconds(plan.execution.timeoutMs)],
  ["One run: CPU time", (plan) => seconds(plan.execution.cpuMs)],
  ["One run: memory", (plan) => `${plan.execution.memoryMb} MB`],
  ["One run: tool calls", (plan) => count(plan.execution.maxToolCalls)],
  ["One run: tool calls at once", (plan) => count(plan.execution.maxConcurrentToolCalls)],
  ["One run: result", (plan) => mebibytes(plan.execution.outputBytes)],
  [
    "One run: logs",
    (plan) => `${mebibytes(plan.execution.logBytes)}, ${count(plan.execution.logLines)} lines`,
  ],
];

function planTable(): string {
  const all: readonly Plan[] = Object.values(plans);
  return markdownTable(
    ["", ...all.map(({ name }) => name)],
    planRows.map(([name, read]) => [name, ...all.map(read)]),
  );
}

function settingsTable(): string {
  return markdownTable(
    ["Setting", "Default", "Meaning"],
    settings.map((setting) => [`\`${setting.name}\``, setting.default, setting.description]),
  );
}

/** A line a verb, not as wide as its widest: of two verbs that are added side by side, neither touches the other's line. */
function roleTable(): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const head = ["Verb", ...roles, "A key needs"];
  const rows = Object.entries<VerbAccess>(verbAccess)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([verb, { role: least, scope, isInstanceAdmin }]) => [
      `\`${verb}\``,
      ...roles.map((role) => (isInstanceAdmin ? "instance admin" : reachesRole(role, least) ? "yes" : "no")),
      scope === null ? "a login" : scope === "any" ? "nothing" : `\`${scope}\``,
    ]);
  return [head, head.map(() => "---"), ...rows].map(line).join("\n");
}

/** Every code as a section of one page. */
function errorSections(): string {
  const codes = errorCodeList();
  const index = markdownTable(
    ["Code", "In words"],
    codes.map((code) => [`[\`${code}\`](#${code})`, errorGuides[code].title]),
  );
  const sections = codes.map((code) => `## \`${code}\`\n\n${errorGuides[code].title}. ${errorFacts(code)}`);
  return `${index}\n\n${sections.join("\n")}`;
}

function clientBlock(client: (typeof mcpClients)[number]): string {
  const { caption, code, entry, language, note } = mcpClientSetup(client, example);
  const fence = (info: string, text: string) => `\`\`\`${info}\n${text.trimEnd()}\n\`\`\``;
  // What is typed in a terminal says nothing of the file that it ends in.
  const file =
    entry !== null && language === "sh"
      ? `\n\nIts settings then hold this:\n\n${fence(entry.format, mcpClientFile(entry))}`
      : "";
  return `${caption}:\n\n${fence(language, code)}\n\n${note}${file}`;
}

/** Every client's way to sign in by itself. */
function signInBlock(): string {
  return mcpClients
    .map((client) => {
      const { caption, code, label, language, note } = mcpClientSetup(client, { ...example, key: null });
      return `### ${label}\n\n${caption}:\n\n\`\`\`${language}\n${code}\n\`\`\`\n\n${note}`;
    })
    .join("\n\n");
}

/** What pages hold between `<!-- generated: name -->` and `<!-- end -->`, made from the code that it speaks of. */
export const docsBlocks: Readonly<Record<string, () => string>> = {
  roles: roleTable,
  settings: settingsTable,
  plans: planTable,
  register: registerBlock,
  errors: errorSections,
  "sign-in": signInBlock,
  ...Object.fromEntries(mcpClients.map((client) => [`client ${client}`, () => clientBlock(client)])),
};
