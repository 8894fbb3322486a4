import type { LoginProvider, LoginProviderClient } from "@patchops/auth";
import type { Impersonation, PlanId, Role, Scope, Via } from "@patchops/contract";
import type { Database } from "@patchops/db";
import type { TraceContext } from "@patchops/protocol";
import type { Sandbox } from "@patchops/sandbox";
import type { InProcessServer, Upstreams } from "@patchops/upstream";
import type { MasterKeys, Vault } from "@patchops/vault";
import type { StripePort } from "./billing/index.ts";
import type { Registry } from "./catalog/index.ts";
import type { AllowList, Logins, Snapshots } from "./connection/index.ts";
import type { LiveRuns } from "./execution/index.ts";
import type { JobQueues, Jobs } from "./jobs.ts";
import type { Mailer } from "./mail/index.ts";
import type { Span, Tracer } from "./trace/index.ts";
import type { Meter, UsageReader } from "./usage/index.ts";

/** What a line of log needs of a logger; pino fits. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** What it wrote lately of a request, each line as it was written, the oldest first; left out where nothing is kept. */
  linesOf?(requestId: string): string[];
}

/** The part of the configuration that business verbs read. */
export interface Settings {
  version: string;
  /** Without a slash at the end. */
  publicUrl: string;
  /** Whether `publicUrl` names this machine itself, so that nobody else comes by it. */
  isLoopback: boolean;
  dataDir: string;
  signup: "open" | "waitlist" | "closed";
  /** Set when HOST is not loopback: the first account proves with it that it belongs to the operator. */
  ownerCode: string | null;
  defaultPlan: PlanId;
  /** `PATCHOPS_UPSTREAM_ALLOW`; port null = every port of the host. */
  upstreamAllow: readonly { host: string; port: number | null }[];
  isStdioAllowed: boolean;
  /** What the public pages say, and who sees them. */
  site: {
    /** Whether signed-out visitors get more than the sign-in page. */
    isPublic: boolean;
    /** Name of who runs the instance. */
    operator: string | null;
    region: string | null;
    /** Small letters. */
    supportEmail: string | null;
  };
  /** Told of parts of the instance that are down; may hold a secret. Null = nobody is told but by mail. */
  alertWebhook: string | null;
  /** Whether programs run only for people whose mail address is confirmed. */
  requiresVerifiedEmail: boolean;
  /** Signs the reports of mails that come in; null = none are taken. */
  mailWebhookSecret: string | null;
  roles: readonly ("api" | "worker")[];
  databaseKind: "embedded" | "external";
  backup: {
    /** Null = the instance makes no backups by itself. */
    directory: string | null;
    /** How many files are kept. */
    keep: number;
    /** For whose key they are encrypted (age); null = they are not. */
    recipient: string | null;
  };
  /** How long a run that waits for a person keeps its process. */
  pauseAfterMs: number;
  /** Days that a plan's limits hold although a payment is owed. */
  billingGraceDays: number;
  /** Days until a deletion is carried out, in which it can be taken back. */
  deletionGraceDays: number;
  /** Days after which records are dropped: calls, runs and clients' sessions; totals; the audit. */
  keepDays: { activity: number; usage: number; audit: number };
}

/** What the composition root opens once and every verb works with. */
export interface Services {
  settings: Settings;
  database: Database;
  vault: Vault;
  /** What the vault hangs on; a rotation changes the current one. */
  masterKeys: MasterKeys;
  upstreams: Upstreams;
  sandbox: Sandbox;
  meter: Meter;
  /** Reads what was metered. */
  usage: UsageReader;
  snapshots: Snapshots;
  /** Logins at upstreams' providers. */
  logins: Logins;
  allowList: AllowList;
  /** The MCP registry that the operator set. */
  registry: Registry | null;
  /** Those by whose accounts people log in here. */
  loginProviders: readonly LoginProvider[];
  /** What organizations' own OpenID providers are asked by. */
  singleSignOn: {
    open(client: LoginProviderClient): LoginProvider<"sso">;
    /** The texts of a name's TXT records; rejects where the name service does not answer in time. */
    resolveTxt(name: string): Promise<readonly string[]>;
  };
  jobs: Jobs;
  /** The same, for who operates the instance. */
  queues: JobQueues;
  /** Null without SMTP: mails rest in the outbox. */
  mailer: Mailer | null;
  /** Null where nobody is billed: plans are changed by hand. */
  stripe: StripePort | null;
  /** The runs that this node owns. */
  liveRuns: LiveRuns;
  /** The bundled demo tools, dialled in the process. */
  demoServer: InProcessServer;
  /** Null where no traces are collected. */
  tracer: Tracer | null;
  log: Log;
}

/** A request whose sender is not known (yet). */
export interface Visit {
  services: Services;
  requestId: string;
  /** The network address of the client, behind trusted proxies the first that they vouch for. */
  address: string | null;
  userAgent: string | null;
  /** Of a browser, as it sent it: what it is known by again. */
  cookieHeader?: string | undefined;
  /** Where the sender stands in a trace of theirs, as the headers say. */
  trace?: TraceContext | null | undefined;
  /** What is under way for the request, where it is traced. */
  span?: Span | undefined;
}

/** Who acts, in which organization, with what they may do there (their role's scopes, cut by their key's or grant's). */
export interface Actor {
  kind: "user" | "api_key" | "oauth";
  userId: string;
  organizationId: string;
  role: Role;
  scopes: readonly Scope[];
  isInstanceAdmin: boolean;
  /** Of a browser login: the stored hash. */
  loginSessionId: string | null;
  apiKeyId: string | null;
  /** The sign-in that an OAuth client acts by. */
  oauthGrantId: string | null;
  profile: string | null;
  /** Set where the organization is frozen; of logins alone, since keys and apps are refused there. */
  freeze?: { reason: string | null };
  /** Set where an admin of the instance looks at what `userId` sees: nothing is changed in that. */
  impersonation?: { id: string; adminId: string } & Impersonation;
}

/** A request of a known actor: the first argument of every verb. */
export interface Context extends Visit {
  actor: Actor;
  via: Via;
  client: { name: string; version: string | null } | null;
}
