import { randomInt } from "node:crypto";
import { resolve } from "node:path";
import process from "node:process";
import { isPlanId, type PlanId } from "@patchops/contract";
import { nearest } from "@patchops/services";
import { z } from "zod";
import packageJson from "../package.json" with { type: "json" };
import { accessSettings } from "./settings/access-settings.ts";
import { networkSettings } from "./settings/network-settings.ts";
import { partnerSettings } from "./settings/partner-settings.ts";
import { readHeaders } from "./settings/read-headers.ts";
import { recordSettings } from "./settings/record-settings.ts";
import { serverSettings } from "./settings/server-settings.ts";
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
  /** Null = the operator is told by mail alone. May hold a secret. */
  alertWebhook: string | null;
  /** Null = mails rest in the outbox. The address may hold a password. */
  mail: { smtpUrl: string; from: string } | null;
  mailWebhookSecret: string | null;
  /** Null = nobody is billed. Holds secrets. */
  stripe: { secretKey: string; webhookSecret: string; apiBase: string | null } | null;
  /** Days that a plan's limits hold although a payment is owed. */
  billingGraceDays: number;
  deletionGraceDays: number;
  backup: { directory: string | null; keep: number; recipient: string | null };
  /** Null = nothing is sent. */
  collector: Collector | null;
  /** Null = whoever reaches `/metrics` reads it. */
  metricsToken: string | null;
  /** Days after which records are dropped. */
  keepDays: { activity: number; usage: number; audit: number };
  /** Printed at start, asked of the first account when HOST is not loopback. */
  ownerCode: string | null;
}

/** `description`, and `unset` where the default is no plain text, are what the documentation says of a setting. */
const schema = z.object({
  ...serverSettings.shape,
  ...accessSettings.shape,
  ...recordSettings.shape,
  ...partnerSettings.shape,
  ...networkSettings.shape,
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

/** With a database of the operator's own it is theirs to say where backups go. */
function backupDirectoryOf(values: z.output<typeof schema>): string | null {
  const { PATCHOPS_BACKUP_DIR: directory, PATCHOPS_DATA_DIR: dataDir, DATABASE_URL: databaseUrl } = values;
  if (directory === "off") return null;
  if (directory !== undefined) return resolve(directory);
  return databaseUrl === undefined ? resolve(dataDir, "backups") : null;
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
    alertWebhook: values.PATCHOPS_ALERT_WEBHOOK ?? null,
    mailWebhookSecret: values.MAIL_WEBHOOK_SECRET ?? null,
    stripe: stripeOf(values.STRIPE_SECRET_KEY, values.STRIPE_WEBHOOK_SECRET, values.STRIPE_API_BASE),
    billingGraceDays: values.PATCHOPS_BILLING_GRACE_DAYS,
    deletionGraceDays: values.PATCHOPS_DELETION_GRACE_DAYS,
    mail: mailOf(values.SMTP_URL, values.MAIL_FROM),
    backup: {
      directory: backupDirectoryOf(values),
      keep: values.PATCHOPS_BACKUP_KEEP,
      recipient: values.PATCHOPS_BACKUP_RECIPIENT ?? null,
    },
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
