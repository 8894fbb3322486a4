import { randomInt } from "node:crypto";
import { isIP, isIPv6 } from "node:net";
import { resolve } from "node:path";
import process from "node:process";
import { isPlanId, type PlanId } from "@patchops/contract";
import { nearest } from "@patchops/services";
import { z } from "zod";
import packageJson from "../package.json" with { type: "json" };
import { StartError } from "./start-error.ts";

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
  upstreamAllow: readonly { host: string; port: number | null }[];
  isStdioAllowed: boolean;
  /** Through which upstreams on https are reached; may hold a password. */
  upstreamProxy: { url: URL; bypass: readonly string[] } | null;
  allowedOrigins: readonly string[];
  defaultPlan: PlanId;
  masterKey: string | null;
  trustedProxies: readonly string[];
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

const schema = z.object({
  PORT: z.coerce.number("Use a number from 0 to 65535.").int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  PATCHOPS_URL: httpUrl.optional(),
  PATCHOPS_DATA_DIR: z.string().min(1).default(".patchops"),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: "Use postgresql://user:password@host:5432/name" })
    .optional(),
  DATABASE_DIRECT_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: "Use postgresql://user:password@host:5432/name" })
    .optional(),
  PATCHOPS_ROLES: z
    .string()
    .default("api,worker")
    .transform(list)
    .pipe(z.array(z.enum(["api", "worker"], "Use api, worker, or both.")).min(1)),
  PATCHOPS_SIGNUP: z.enum(["open", "waitlist", "closed"], "Use open or closed.").default("open"),
  PATCHOPS_UPSTREAM_ALLOW: z
    .string()
    .default("")
    .transform(list)
    .pipe(
      z.array(
        z.string().refine(isHostAndPort, "Use host:port or host:* entries, with a port from 1 to 65535."),
      ),
    ),
  PATCHOPS_ALLOW_STDIO: flag.default(false),
  HTTPS_PROXY: z
    .url({ protocol: /^https?$/, error: "Use an address like http://proxy.example.com:3128" })
    .optional(),
  NO_PROXY: z.string().default("").transform(list),
  PATCHOPS_ALLOWED_ORIGINS: z
    .string()
    .default("")
    .transform(list)
    .pipe(z.array(z.string().regex(/^https?:\/\/[^/\s]+$/, "Use origins like https://app.example.com"))),
  PATCHOPS_DEFAULT_PLAN: z
    .string()
    .default("self_hosted")
    .refine(isPlanId, "Use self_hosted, free, pro or team."),
  PATCHOPS_MASTER_KEY: z.string().min(1).optional(),
  PATCHOPS_ACTIVITY_DAYS: days.default(90),
  PATCHOPS_USAGE_DAYS: days.default(800),
  PATCHOPS_AUDIT_DAYS: days.default(800),
  PATCHOPS_TRUSTED_PROXIES: z
    .string()
    .default("")
    .transform(list)
    .pipe(z.array(z.string().refine(isNetwork, "Use addresses or networks like 10.0.0.0/8."))),
});

const prefix = "PATCHOPS_";

/** Every setting that is read; the documentation lists the same. */
export const settingNames: readonly string[] = Object.keys(schema.shape);

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
  const settings = parsed.data;
  const isLoopback = isLoopbackHost(settings.HOST);
  return {
    version: packageJson.version,
    host: settings.HOST,
    port: settings.PORT,
    isLoopback,
    publicUrl: settings.PATCHOPS_URL ?? null,
    dataDir: resolve(settings.PATCHOPS_DATA_DIR),
    databaseUrl: settings.DATABASE_URL ?? null,
    databaseDirectUrl: settings.DATABASE_DIRECT_URL ?? null,
    roles: settings.PATCHOPS_ROLES,
    signup: settings.PATCHOPS_SIGNUP,
    upstreamAllow: settings.PATCHOPS_UPSTREAM_ALLOW.map(parseAllowed),
    isStdioAllowed: settings.PATCHOPS_ALLOW_STDIO,
    upstreamProxy: settings.HTTPS_PROXY
      ? { url: new URL(settings.HTTPS_PROXY), bypass: settings.NO_PROXY }
      : null,
    allowedOrigins: settings.PATCHOPS_ALLOWED_ORIGINS,
    defaultPlan: isPlanId(settings.PATCHOPS_DEFAULT_PLAN) ? settings.PATCHOPS_DEFAULT_PLAN : "self_hosted",
    masterKey: settings.PATCHOPS_MASTER_KEY ?? null,
    trustedProxies: settings.PATCHOPS_TRUSTED_PROXIES,
    keepDays: {
      activity: settings.PATCHOPS_ACTIVITY_DAYS,
      usage: settings.PATCHOPS_USAGE_DAYS,
      audit: settings.PATCHOPS_AUDIT_DAYS,
    },
    ownerCode: isLoopback ? null : String(randomInt(100_000_000)).padStart(8, "0"),
  };
}
