import { randomInt } from "node:crypto";
import { isIP, isIPv6 } from "node:net";
import { resolve } from "node:path";
import process from "node:process";
import { isPlanId, type PlanId } from "@patchops/contract";
import { nearest } from "@patchops/services";
import { z } from "zod";
import packageJson from "../package.json" with { type: "json" };
import { StartError } from "./start-error.ts";

interface LoginApp {
  clientId: string;
  clientSecret: string;
  issuer: string;
}

/** Where traces and metrics go (OpenTelemetry, OTLP over HTTP). */
export interface Collector {
  /** Without a slash at the end. */
  endpoint: string;
  /** They may hold a secret. */
  headers: Readonly<Record<string, string>>;
  /** Of the traces that begin here, from 0 to 1. */
  sampleRatio: number;
  metricsEveryMs: number;
}

/** Everything that the environment decides, read once. */
export interface Config {
  version: string;
  host: string;
  port: number;
  isLoopback: boolean;
  /** Without a slash at the end; null = the address that is listened on. */
  publicUrl: string | null;
  dataDir: string;
  databaseUrl: string | null;
  databaseDirectUrl: string | null;
  roles: readonly ("api" | "worker")[];
  signup: "open" | "waitlist" | "closed";
  requiresVerifiedEmail: boolean;
  upstreamAllow: readonly { host: string; port: number | null }[];
  isStdioAllowed: boolean;
  /** Through which upstreams on https are reached; may hold a password. */
  upstreamProxy: { url: URL; bypass: readonly string[] } | null;
  allowedOrigins: readonly string[];
  defaultPlan: PlanId;
  masterKey: string | null;
  /** The key before it, while stored secrets still need it. */
  previousMasterKey: string | null;
  /** Without a slash at the end. */
  registryUrl: string | null;
  /** Apps registered with providers by whose accounts people log in; `issuer` without a slash at the end. */
  loginApps: Partial<Record<"github" | "google", LoginApp>>;
  trustedProxies: readonly string[];
  /** What the public pages say, and who sees them. */
  site: {
    /** Whether signed-out visitors get more than the sign-in page. */
    isPublic: boolean;
    /** Name of who runs the instance. */
    operator: string | null;
    region: string | null;
    supportEmail: string | null;
  };
  /** Null = mails rest in the outbox. The address may hold a password. */
  mail: { smtpUrl: string; from: string } | null;
  mailWebhookSecret: string | null;
  /** Null = nobody is billed. Holds secrets. */
  stripe: { secretKey: string; webhookSecret: string; apiBase: string | null } | null;
  /** Days that a plan's limits hold although a payment is owed. */
  billingGraceDays: number;
  deletionGraceDays: number;
  /** Null = nothing is sent. */
  collector: Collector | null;
  /** Null = whoever reaches `/metrics` reads it. */
  metricsToken: string | null;
  /** Days after which records are dropped. */
  keepDays: { activity: number; usage: number; audit: number };
  /** Printed at start, asked of the first account when HOST is not loopback. */
  ownerCode: string | null;
}

const list = (text: string): string[] =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

const flag = z
  .enum(["", "0", "1", "true", "false", "on", "off", "yes", "no"], "Use 1 or 0.")
  .transform((value) => ["1", "true", "on", "yes"].includes(value));

/** Billing and the rollups of the running month need the last 32 days. */
const days = z.coerce.number("Use a number of days, at least 32.").int().min(32, "Use at least 32 days.");

const httpUrl = z
  .url({ protocol: /^https?$/, error: "Use an address like https://patchops.example.com" })
  .transform((value) => value.replace(/\/+$/, ""));

function isHostAndPort(entry: string): boolean {
  const [, host = "", port = ""] = /^(\[.+\]|[^:\s]+):(\*|\d+)$/.exec(entry) ?? [];
  const isHost = host.startsWith("[") ? isIPv6(host.slice(1, -1)) : host !== "";
  return isHost && (port === "*" || (Number(port) >= 1 && Number(port) <= 65_535));
}

function isNetwork(entry: string): boolean {
  const [, address = "", bits] = /^([^/]+)(?:\/(\d+))?$/.exec(entry) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(bits ?? 0) <= (version === 6 ? 128 : 32);
}

const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: "Use postgresql://user:password@host:5432/name",
});

/** Null where a part is no name and value; values are percent-encoded (OpenTelemetry, protocol exporter). */
function readHeaders(text: string): Record<string, string> | null {
  const headers: Record<string, string> = {};
  for (const part of list(text)) {
    const [, name, value = ""] = /^([\w!#$%&'*+.^`|~-]+)\s*=\s*(.*)$/.exec(part) ?? [];
    if (name === undefined) return null;
    try {
      headers[name] = decodeURIComponent(value);
    } catch {
      return null;
    }
  }
  return headers;
}

/** The settings. `description`, and `unset` where the default is no plain text, are what the documentation says of each. */
const schema = z.object({
  PORT: z.coerce
    .number("Use a number from 0 to 65535.")
    .int()
    .min(0)
    .max(65_535)
    .default(3000)
    .meta({ description: "Port to listen on; `0` takes a free one." }),
  HOST: z.string().min(1).default("127.0.0.1").meta({
    description:
      "Address to listen on. With one that others can reach, the first account owns the instance only with the code that is printed at start.",
  }),
  PATCHOPS_URL: httpUrl.optional().meta({
    unset: "the listening address",
    description:
      "Public address, as people and clients reach it. An https address makes login cookies `Secure`.",
  }),
  PATCHOPS_DATA_DIR: z.string().min(1).default(".patchops").meta({
    description: "Directory of the embedded database, the master key and the journal of calls.",
  }),
  DATABASE_URL: postgresUrl.optional().meta({
    unset: "the embedded Postgres",
    description:
      "A Postgres of your own, as its owner: `postgresql://user:password@host:5432/name`. See [Self-hosting](self-hosting.md#a-postgres-of-your-own).",
  }),
  DATABASE_DIRECT_URL: postgresUrl.optional().meta({
    unset: "`DATABASE_URL`",
    description: "The same database, as its owner, past a connection pooler.",
  }),
  PATCHOPS_ROLES: z
    .string()
    .transform(list)
    .pipe(z.array(z.enum(["api", "worker"], "Use api, worker, or both.")).min(1))
    .prefault("api,worker")
    .meta({
      description: "`worker` runs scheduled jobs and watches connections; `api` alone only answers requests.",
    }),
  PATCHOPS_SIGNUP: z
    .enum(["open", "waitlist", "closed"], "Use open, waitlist or closed.")
    .default("open")
    .meta({
      description:
        "Who may sign up: `open`, everybody; `waitlist`, whom an instance admin invites from it; `closed`, who is invited to an organization. The first account can always be made, and the operator makes others: `npx patchops setup`.",
    }),
  PATCHOPS_WEBSITE: flag.default(false).meta({
    unset: "off",
    description:
      "`1` makes the instance a public one: signed-out visitors get a front page, prices, contact and status in place of the sign-in page. See [A public instance](self-hosting.md#a-public-instance).",
  }),
  PATCHOPS_OPERATOR: z.string().trim().min(1).max(200).optional().meta({
    unset: "the operator of this instance",
    description:
      "Who runs the instance, by name, as its [legal pages](self-hosting.md#a-public-instance) say it.",
  }),
  PATCHOPS_REGION: z.string().trim().min(1).max(100).optional().meta({
    unset: "not said",
    description:
      "Where the instance and its data are, such as `Frankfurt, Germany`, as its legal pages say it.",
  }),
  SUPPORT_EMAIL: z.email("Use an address like support@example.com.").optional().meta({
    unset: "not said",
    description: "Address to which people write for help, as contact and legal pages name it.",
  }),
  PATCHOPS_REQUIRE_VERIFIED_EMAIL: flag.default(false).meta({
    unset: "off",
    description:
      "`1` runs programs only for people who have confirmed their mail address (instance admins aside). For instances that strangers sign up to.",
  }),
  PATCHOPS_UPSTREAM_ALLOW: z
    .string()
    .transform(list)
    .pipe(
      z.array(
        z.string().refine(isHostAndPort, "Use host:port or host:* entries, with a port from 1 to 65535."),
      ),
    )
    .prefault("")
    .meta({
      unset: "none",
      description:
        "Private addresses that connections may reach: a comma list of `host:port`; `host:*` for all ports.",
    }),
  PATCHOPS_ALLOW_STDIO: flag.default(false).meta({
    unset: "off",
    description:
      "`1` lets connections start commands on this host. Whoever may add connections can then run commands here.",
  }),
  HTTPS_PROXY: z
    .url({ protocol: /^https?$/, error: "Use an address like http://proxy.example.com:3128" })
    .optional()
    .meta({ description: "`http(s)://` proxy for upstreams on https; see [Security](security.md#a-proxy)." }),
  NO_PROXY: z.string().transform(list).prefault("").meta({
    unset: "none",
    description: "Hosts, `.domains`, networks and `host:port` entries that are reached without the proxy.",
  }),
  PATCHOPS_ALLOWED_ORIGINS: z
    .string()
    .transform(list)
    .pipe(z.array(z.string().regex(/^https?:\/\/[^/\s]+$/, "Use origins like https://app.example.com")))
    .prefault("")
    .meta({
      unset: "none",
      description:
        "Other browser origins that may call this server: a comma list like `https://app.example.com`.",
    }),
  PATCHOPS_DEFAULT_PLAN: z
    .string()
    .refine(isPlanId, "Use self_hosted, free, pro, team or enterprise.")
    .default("self_hosted")
    .meta({
      description:
        "[Plan](usage.md#plans) of organizations that are created from now on: `self_hosted`, `free`, `pro`, `team` or `enterprise`.",
    }),
  PATCHOPS_MASTER_KEY: z.string().min(1).optional().meta({
    unset: "generated in the data directory",
    description: "32 bytes as hex or base64 that encrypt stored credentials.",
  }),
  PATCHOPS_MASTER_KEY_PREVIOUS: z.string().min(1).optional().meta({
    description:
      "The key before `PATCHOPS_MASTER_KEY`, while it is [being changed](self-hosting.md#change-the-master-key).",
  }),
  PATCHOPS_ACTIVITY_DAYS: days.default(90).meta({
    description: "Days that calls, runs with their logs, and clients' sessions are kept; at least 32.",
  }),
  PATCHOPS_USAGE_DAYS: days.default(800).meta({
    description: "Days that totals by hour and day are kept; at least 32.",
  }),
  PATCHOPS_AUDIT_DAYS: days.default(800).meta({
    description: "Days that the audit is kept; at least 32.",
  }),
  PATCHOPS_REGISTRY_URL: httpUrl.optional().meta({
    description:
      "An MCP registry, such as `https://registry.modelcontextprotocol.io`, whose servers the catalog lists besides its own.",
  }),
  GITHUB_CLIENT_ID: z.string().min(1).optional().meta({
    description:
      "Id of a GitHub OAuth app, for [login with GitHub](self-hosting.md#log-in-with-github-or-google).",
  }),
  GITHUB_CLIENT_SECRET: z.string().min(1).optional().meta({ description: "Its secret." }),
  GITHUB_BASE_URL: httpUrl.default("https://github.com").meta({
    description: "Address of GitHub, or of an Enterprise Server.",
  }),
  GOOGLE_CLIENT_ID: z.string().min(1).optional().meta({
    description: "Id of a Google OAuth client, for login with Google.",
  }),
  GOOGLE_CLIENT_SECRET: z.string().min(1).optional().meta({ description: "Its secret." }),
  GOOGLE_ISSUER: httpUrl.default("https://accounts.google.com").meta({
    description: "Another OpenID provider in the place of Google.",
  }),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: "Use an address like smtps://user:password@smtp.example.com:465" })
    .optional()
    .meta({
      unset: "mails rest in the outbox",
      description:
        "Server that takes mails: `smtps://user:password@host:465`, or `smtp://…:587` with STARTTLS. See [Mail](self-hosting.md#mail).",
    }),
  MAIL_FROM: z
    .string()
    .regex(
      /^(?:[^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/,
      "Use PatchOps <patchops@example.com>.",
    )
    .optional()
    .meta({
      description: "Sender of mails, such as `PatchOps <patchops@example.com>`; needed with `SMTP_URL`.",
    }),
  MAIL_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, "Use whsec_ and 32 bytes as base64.")
    .optional()
    .meta({
      unset: "no reports are taken",
      description:
        "Signs what comes to `/webhooks/mail`, where mail servers report what became of mails: `whsec_` and base64. See [Mail](self-hosting.md#mail).",
    }),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^(?:sk|rk)_\w+$/, "Use a secret or restricted key: sk_… or rk_….")
    .optional()
    .meta({
      unset: "nobody is billed",
      description:
        "Key of the Stripe account that takes payments. Plans are made there by `patchops admin stripe-sync`. See [Payments](self-hosting.md#payments).",
    }),
  STRIPE_WEBHOOK_SECRET: z.string().startsWith("whsec_", "Use whsec_…").optional().meta({
    description: "Signs what Stripe sends to `/webhooks/stripe`; needed with `STRIPE_SECRET_KEY`.",
  }),
  STRIPE_API_BASE: httpUrl.optional().meta({
    unset: "`https://api.stripe.com`",
    description: "Another address in the place of Stripe's, such as a stand-in's.",
  }),
  PATCHOPS_BILLING_GRACE_DAYS: z.coerce
    .number("Use a number of days.")
    .int()
    .min(0, "Use a number of days.")
    .max(90, "Use at most 90 days.")
    .default(7)
    .meta({
      description: "Days that a plan's limits hold although a payment is owed; then those of Free do.",
    }),
  PATCHOPS_DELETION_GRACE_DAYS: z.coerce
    .number("Use a number of days.")
    .int()
    .min(0, "Use a number of days.")
    .max(30, "Use at most 30 days.")
    .default(7)
    .meta({
      description:
        "Days until the deletion of an account or organization is carried out, in which it can be taken back. See [Deletion](accounts.md#deletion).",
    }),
  PATCHOPS_TRUSTED_PROXIES: z
    .string()
    .transform(list)
    .pipe(z.array(z.string().refine(isNetwork, "Use addresses or networks like 10.0.0.0/8.")))
    .prefault("")
    .meta({
      unset: "none",
      description: "Addresses or networks of proxies whose `X-Forwarded-For` is believed: a comma list.",
    }),
  PATCHOPS_METRICS_TOKEN: z.string().min(16, "Use at least 16 characters.").optional().meta({
    unset: "whoever reaches `/metrics` reads it",
    description:
      "What Prometheus sends to read `/metrics`, as `Authorization: Bearer …`. See [Metrics](self-hosting.md#metrics-and-traces).",
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional().meta({
    unset: "nothing is sent",
    description:
      "OpenTelemetry collector that takes traces and metrics by OTLP over HTTP, such as `http://127.0.0.1:4318`. See [Traces](self-hosting.md#metrics-and-traces).",
  }),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .refine((text) => readHeaders(text) !== null, "Use name=value, several with commas between.")
    .optional()
    .meta({ description: "Sent to the collector: `name=value`, several with commas between." }),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number("Use a number from 0 to 1.")
    .min(0, "Use a number from 0 to 1.")
    .max(1, "Use a number from 0 to 1.")
    .default(1)
    .meta({
      description:
        "Share of the traces begun here that is sent. A client's own trace is sent when the client says so.",
    }),
  OTEL_METRIC_EXPORT_INTERVAL: z.coerce
    .number("Use milliseconds, at least 1000.")
    .int()
    .min(1_000, "Use milliseconds, at least 1000.")
    .default(60_000)
    .meta({ description: "Milliseconds between two sendings of the metrics." }),
});

const prefix = "PATCHOPS_";

/** A setting as the documentation lists it; texts are Markdown. */
export interface Setting {
  name: string;
  default: string;
  description: string;
}

/** Every setting that is read. */
export const settings: readonly Setting[] = Object.entries(schema.shape).map(([name, { def, meta }]) => {
  const { description = "", unset } = meta() ?? {};
  const standard = "defaultValue" in def ? `\`${String(def.defaultValue)}\`` : "none";
  return { name, default: typeof unset === "string" ? unset : standard, description };
});

const settingNames: readonly string[] = Object.keys(schema.shape);

/** Of the command line, often set for both. */
const settingsOfOthers = ["PATCHOPS_API_KEY"];

/** Kubernetes tells every pod of the services around it: of one named `patchops` by PATCHOPS_SERVICE_HOST, PATCHOPS_PORT, … */
function isOfKubernetes(name: string, value: string): boolean {
  if (/_SERVICE_(HOST|PORT(_\w+)?)$|_PORT_\d+_(TCP|UDP|SCTP)(_\w+)?$/.test(name)) return true;
  return name.endsWith("_PORT") && /^(tcp|udp|sctp):\/\//.test(value);
}

/** Throws `StartError` for a name of ours that is none: misspelt, `PATCHOPS_SIGNUP=closed` would leave sign-up open. */
function refuseUnknown(given: Readonly<Record<string, string | undefined>>): void {
  const known = new Set([...settingNames, ...settingsOfOthers]);
  for (const [name, value = ""] of Object.entries(given)) {
    if (!name.startsWith(prefix) || known.has(name) || isOfKubernetes(name, value)) continue;
    const endings = new Map(settingNames.map((setting) => [setting.replace(prefix, ""), setting]));
    const near = endings.get(nearest(name.slice(prefix.length), endings.keys()) ?? "");
    throw new StartError(
      `There is no setting ${name}.`,
      near === undefined
        ? `Take it out of the environment; docs/settings.md lists them all.`
        : `Did you mean ${near}?`,
    );
  }
}

function parseAllowed(entry: string): { host: string; port: number | null } {
  const split = entry.lastIndexOf(":");
  const port = entry.slice(split + 1);
  return {
    host: entry
      .slice(0, split)
      .replace(/^\[|\]$/g, "")
      .toLowerCase(),
    port: port === "*" ? null : Number(port),
  };
}

function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Throws `StartError` for an id without its secret, or a secret without its id. */
function loginApp(
  provider: "github" | "google",
  clientId: string | undefined,
  clientSecret: string | undefined,
  issuer: string,
): Partial<Record<"github" | "google", LoginApp>> {
  if (clientId === undefined && clientSecret === undefined) return {};
  const name = provider.toUpperCase();
  if (clientId === undefined || clientSecret === undefined) {
    throw new StartError(
      `${name}_CLIENT_${clientId === undefined ? "ID" : "SECRET"} is missing.`,
      `Set both ${name}_CLIENT_ID and ${name}_CLIENT_SECRET, or neither.`,
    );
  }
  return { [provider]: { clientId, clientSecret, issuer } };
}

/** Throws `StartError` for a server without a sender. */
function mailOf(smtpUrl: string | undefined, from: string | undefined): Config["mail"] {
  if (smtpUrl === undefined) return null;
  if (from !== undefined) return { smtpUrl, from };
  throw new StartError(
    "MAIL_FROM is missing.",
    "Set it to the sender of mails, PatchOps <patchops@example.com>.",
  );
}

/** Throws `StartError` for a key without the secret of its webhook, or the other way round. */
function stripeOf(
  secretKey: string | undefined,
  webhookSecret: string | undefined,
  apiBase: string | undefined,
): Config["stripe"] {
  if (secretKey === undefined && webhookSecret === undefined) return null;
  if (secretKey !== undefined && webhookSecret !== undefined) {
    return { secretKey, webhookSecret, apiBase: apiBase ?? null };
  }
  throw new StartError(
    `${secretKey === undefined ? "STRIPE_SECRET_KEY" : "STRIPE_WEBHOOK_SECRET"} is missing.`,
    "Set both STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET, or neither.",
  );
}

/** Reads the settings. Throws `StartError` that names the wrong one and what it takes. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  // An empty setting is an unset one: compose files write them so.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  // The two that other programs read as well are often written small.
  given.HTTPS_PROXY ??= given.https_proxy;
  given.NO_PROXY ??= given.no_proxy;
  refuseUnknown(given);
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new StartError(
      `The setting ${String(issue?.path[0])} is wrong.`,
      issue?.message ?? "See docs/settings.md.",
    );
  }
  const values = parsed.data;
  const isLoopback = isLoopbackHost(values.HOST);
  return {
    version: packageJson.version,
    host: values.HOST,
    port: values.PORT,
    isLoopback,
    publicUrl: values.PATCHOPS_URL ?? null,
    dataDir: resolve(values.PATCHOPS_DATA_DIR),
    databaseUrl: values.DATABASE_URL ?? null,
    databaseDirectUrl: values.DATABASE_DIRECT_URL ?? null,
    roles: values.PATCHOPS_ROLES,
    signup: values.PATCHOPS_SIGNUP,
    requiresVerifiedEmail: values.PATCHOPS_REQUIRE_VERIFIED_EMAIL,
    upstreamAllow: values.PATCHOPS_UPSTREAM_ALLOW.map(parseAllowed),
    isStdioAllowed: values.PATCHOPS_ALLOW_STDIO,
    upstreamProxy: values.HTTPS_PROXY ? { url: new URL(values.HTTPS_PROXY), bypass: values.NO_PROXY } : null,
    allowedOrigins: values.PATCHOPS_ALLOWED_ORIGINS,
    defaultPlan: isPlanId(values.PATCHOPS_DEFAULT_PLAN) ? values.PATCHOPS_DEFAULT_PLAN : "self_hosted",
    masterKey: values.PATCHOPS_MASTER_KEY ?? null,
    previousMasterKey: values.PATCHOPS_MASTER_KEY_PREVIOUS ?? null,
    registryUrl: values.PATCHOPS_REGISTRY_URL ?? null,
    loginApps: {
      ...loginApp("github", values.GITHUB_CLIENT_ID, values.GITHUB_CLIENT_SECRET, values.GITHUB_BASE_URL),
      ...loginApp("google", values.GOOGLE_CLIENT_ID, values.GOOGLE_CLIENT_SECRET, values.GOOGLE_ISSUER),
    },
    trustedProxies: values.PATCHOPS_TRUSTED_PROXIES,
    site: {
      isPublic: values.PATCHOPS_WEBSITE,
      operator: values.PATCHOPS_OPERATOR ?? null,
      region: values.PATCHOPS_REGION ?? null,
      supportEmail: values.SUPPORT_EMAIL?.toLowerCase() ?? null,
    },
    mailWebhookSecret: values.MAIL_WEBHOOK_SECRET ?? null,
    stripe: stripeOf(values.STRIPE_SECRET_KEY, values.STRIPE_WEBHOOK_SECRET, values.STRIPE_API_BASE),
    billingGraceDays: values.PATCHOPS_BILLING_GRACE_DAYS,
    deletionGraceDays: values.PATCHOPS_DELETION_GRACE_DAYS,
    mail: mailOf(values.SMTP_URL, values.MAIL_FROM),
    metricsToken: values.PATCHOPS_METRICS_TOKEN ?? null,
    collector:
      values.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? null
        : {
            endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
            headers: readHeaders(values.OTEL_EXPORTER_OTLP_HEADERS ?? "") ?? {},
            sampleRatio: values.OTEL_TRACES_SAMPLER_ARG,
            metricsEveryMs: values.OTEL_METRIC_EXPORT_INTERVAL,
          },
    keepDays: {
      activity: values.PATCHOPS_ACTIVITY_DAYS,
      usage: values.PATCHOPS_USAGE_DAYS,
      audit: values.PATCHOPS_AUDIT_DAYS,
    },
    ownerCode: isLoopback ? null : String(randomInt(100_000_000)).padStart(8, "0"),
  };
}
