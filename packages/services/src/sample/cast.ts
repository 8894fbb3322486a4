import type { Role } from "@patchops/contract";
import type { Random } from "./random.ts";

export interface SampleClient {
  name: string;
  version: string;
  userAgent: string;
}

const claudeCode = { name: "claude-code", version: "2.4.1", userAgent: "claude-code/2.4.1 (cli)" };
const cursor = { name: "Cursor", version: "2.1.0", userAgent: "Cursor/2.1.0" };
const vsCode = { name: "Visual Studio Code", version: "1.118.0", userAgent: "VSCode/1.118.0" };
const codex = { name: "codex-mcp-client", version: "0.92.0", userAgent: "codex_cli_rs/0.92.0" };

export interface SamplePerson {
  email: string;
  name: string;
  role: Role;
  /** Sessions on a working day, about. */
  sessions: number;
  /** Programs on a working day, about. */
  programs: number;
  /** Hours that their clock is ahead of UTC. */
  offsetHours: number;
  keyName: string;
  clients: readonly (readonly [SampleClient, number])[];
}

/** Who works in the sample organization; the first one owns it. All addresses are of a domain that cannot exist (RFC 2606). */
export const people: readonly SamplePerson[] = [
  {
    email: "demo@demo.patchops.example",
    name: "Robin Keller",
    role: "owner",
    sessions: 2,
    programs: 4,
    offsetHours: 1,
    keyName: "Claude Code on laptop",
    clients: [
      [claudeCode, 5],
      [vsCode, 1],
    ],
  },
  {
    email: "ines@demo.patchops.example",
    name: "Ines Duarte",
    role: "admin",
    sessions: 4,
    programs: 3,
    offsetHours: 0,
    keyName: "Cursor",
    clients: [
      [cursor, 6],
      [claudeCode, 2],
    ],
  },
  {
    email: "tomasz@demo.patchops.example",
    name: "Tomasz Wolny",
    role: "member",
    sessions: 5,
    programs: 6,
    offsetHours: 1,
    keyName: "Terminal",
    clients: [
      [claudeCode, 7],
      [codex, 3],
    ],
  },
  {
    email: "maya@demo.patchops.example",
    name: "Maya Chen",
    role: "member",
    sessions: 3,
    programs: 1,
    offsetHours: -5,
    keyName: "VS Code",
    clients: [[vsCode, 1]],
  },
  {
    email: "ci@demo.patchops.example",
    name: "Nightly build",
    role: "member",
    sessions: 0,
    programs: 0,
    offsetHours: 0,
    keyName: "CI",
    clients: [],
  },
];

export interface SampleTool {
  connection: string;
  name: string;
  description: string;
  properties: Record<string, unknown>;
  weight: number;
  medianMs: number;
  spread: number;
  /** How often the tool itself says no. */
  refusal: { share: number; text: string };
  bytesOut: number;
  arguments: (random: Random) => Record<string, unknown>;
  result: (random: Random) => Record<string, unknown>;
}

const text = { type: "string" };
const repository = (random: Random) => random.pick(["acme/shop", "acme/api", "acme/infra", "acme/mobile"]);
const issue = (random: Random) => `SHOP-${random.int(1_100, 1_940)}`;

/** What is called: the demo's own tools, which can be called for real, and those of three servers that there are not. */
export const tools: readonly SampleTool[] = [
  {
    connection: "demo",
    name: "list_orders",
    description: "",
    properties: {},
    weight: 9,
    medianMs: 4,
    spread: 0.5,
    refusal: { share: 0, text: "" },
    bytesOut: 1_900,
    arguments: (random) => ({ limit: random.int(3, 20) }),
    result: (random) => ({ orders: [{ id: `ord_${random.int(1_000, 1_400)}`, status: "open" }] }),
  },
  {
    connection: "demo",
    name: "get_order",
    description: "",
    properties: {},
    weight: 5,
    medianMs: 3,
    spread: 0.4,
    refusal: { share: 0.03, text: "There is no order with that id." },
    bytesOut: 420,
    arguments: (random) => ({ id: `ord_${random.int(1_000, 1_400)}` }),
    result: (random) => ({ status: random.pick(["open", "shipped", "returned"]) }),
  },
  {
    connection: "demo",
    name: "slow_report",
    description: "",
    properties: {},
    weight: 1,
    medianMs: 2_900,
    spread: 0.25,
    refusal: { share: 0, text: "" },
    bytesOut: 12_400,
    arguments: () => ({ seconds: 3 }),
    result: () => ({ rows: 240 }),
  },
  {
    connection: "github",
    name: "search_code",
    description: "Searches code in the organization's repositories.",
    properties: { query: text, repository: text },
    weight: 14,
    medianMs: 310,
    spread: 0.6,
    refusal: { share: 0.01, text: "API rate limit exceeded. Retry after 41 s." },
    bytesOut: 7_800,
    arguments: (random) => ({
      query: random.pick(["createInvoice", "deprecated", "retryAfter", "legacy_price"]),
      repository: repository(random),
    }),
    result: (random) => ({ matches: random.int(0, 40) }),
  },
  {
    connection: "github",
    name: "get_pull_request",
    description: "One pull request with its files and checks.",
    properties: { repository: text, number: { type: "integer" } },
    weight: 11,
    medianMs: 190,
    spread: 0.5,
    refusal: { share: 0.02, text: "Not Found" },
    bytesOut: 5_200,
    arguments: (random) => ({ repository: repository(random), number: random.int(200, 980) }),
    result: (random) => ({
      state: random.pick(["open", "merged"]),
      checks: random.pick(["passing", "failing"]),
    }),
  },
  {
    connection: "github",
    name: "create_review_comment",
    description: "Comments on a line of a pull request.",
    properties: { repository: text, number: { type: "integer" }, body: text },
    weight: 3,
    medianMs: 420,
    spread: 0.4,
    refusal: { share: 0.04, text: "Validation Failed: line must be part of the diff" },
    bytesOut: 900,
    arguments: (random) => ({
      repository: repository(random),
      number: random.int(200, 980),
      body: "Nit: name the unit.",
    }),
    result: (random) => ({ id: random.int(1e6, 9e6) }),
  },
  {
    connection: "linear",
    name: "list_issues",
    description: "Issues of a team, by state and assignee.",
    properties: { team: text, state: text },
    weight: 10,
    medianMs: 240,
    spread: 0.45,
    refusal: { share: 0, text: "" },
    bytesOut: 6_100,
    arguments: (random) => ({ team: "SHOP", state: random.pick(["todo", "in_progress", "in_review"]) }),
    result: (random) => ({ issues: Array.from({ length: 3 }, () => issue(random)) }),
  },
  {
    connection: "linear",
    name: "update_issue",
    description: "Changes an issue's state, assignee or text.",
    properties: { id: text, state: text },
    weight: 4,
    medianMs: 330,
    spread: 0.45,
    refusal: { share: 0.02, text: "Entity not found: Issue" },
    bytesOut: 640,
    arguments: (random) => ({ id: issue(random), state: random.pick(["in_progress", "done"]) }),
    result: () => ({ success: true }),
  },
  {
    connection: "sentry",
    name: "search_events",
    description: "Errors of a project, newest first.",
    properties: { project: text, query: text },
    weight: 7,
    medianMs: 780,
    spread: 0.8,
    refusal: { share: 0.01, text: "The query is too broad." },
    bytesOut: 18_000,
    arguments: (random) => ({ project: random.pick(["shop-web", "shop-api"]), query: "is:unresolved" }),
    result: (random) => ({ events: random.int(0, 25) }),
  },
  {
    connection: "sentry",
    name: "get_trace",
    description: "The spans of one trace.",
    properties: { traceId: text },
    weight: 3,
    medianMs: 1_150,
    spread: 0.7,
    refusal: { share: 0.03, text: "Trace has expired." },
    bytesOut: 42_000,
    arguments: (random) => ({ traceId: random.int(1e8, 9e8).toString(16) }),
    result: (random) => ({ spans: random.int(12, 300) }),
  },
];

export interface SampleConnection {
  slug: string;
  name: string;
  transport: "http";
  url: string;
  status: "blocked" | "paused";
  reason: { code: string; message: string };
}

/** Why a call of them is refused: it is not for a person to mend. */
const sample = {
  code: "sample",
  message: "It is sample data: there is no server behind it, and its tools are offered to nobody.",
};

/** The connections beside the real demo tools. Only what could be called is ready, so none of these is. */
export const connections: readonly SampleConnection[] = [
  {
    slug: "github",
    name: "GitHub",
    transport: "http",
    url: "https://github.patchops.example/mcp",
    status: "paused",
    reason: sample,
  },
  {
    slug: "linear",
    name: "Linear",
    transport: "http",
    url: "https://linear.patchops.example/mcp",
    status: "paused",
    reason: sample,
  },
  {
    slug: "sentry",
    name: "Sentry",
    transport: "http",
    url: "https://sentry.patchops.example/mcp",
    status: "paused",
    reason: sample,
  },
  {
    slug: "billing-staging",
    name: "Billing (staging)",
    transport: "http",
    url: "http://127.0.0.1:9/mcp",
    status: "blocked",
    reason: { code: "private_address", message: "127.0.0.1 is a private address." },
  },
  {
    slug: "old-wiki",
    name: "Old wiki",
    transport: "http",
    url: "https://wiki.patchops.example/mcp",
    status: "paused",
    reason: sample,
  },
];
