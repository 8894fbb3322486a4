import type { Settings } from "@patchops/services";
import type { Config } from "../../config.ts";

/** Somebody else who gets data of this instance, because a setting names them. */
interface Processor {
  name: string;
  purpose: string;
  data: string;
}

/** What the public pages are filled in with. */
export interface SiteFacts {
  isPublic: boolean;
  /** As it stands in a sentence. */
  operator: string;
  region: string | null;
  supportEmail: string | null;
  publicUrl: string;
  signup: Settings["signup"];
  keepDays: Settings["keepDays"];
  /** How many of its backups the instance keeps; null = it makes none by itself. */
  backupsKept: number | null;
  /** Whether anybody is billed. */
  takesPayments: boolean;
  processors: readonly Processor[];
}

const hostOf = (url: string) => new URL(url).hostname;

function processorsOf(config: Config): Processor[] {
  const { mail, mailWebhookSecret, stripe, collector, databaseUrl, loginApps, registryUrl } = config;
  const { upstreamProxy, alertWebhook } = config;
  const of = (isThere: boolean, processor: () => Processor) => (isThere ? [processor()] : []);
  return [
    ...of(databaseUrl !== null, () => ({
      name: `Database server (${hostOf(databaseUrl ?? "")})`,
      purpose: "Holds the database of this instance",
      data: "Everything that is stored; credentials encrypted",
    })),
    ...of(mail !== null, () => ({
      name: `Mail server (${hostOf(mail?.smtpUrl ?? "")})`,
      purpose: "Sends mails: links, invitations, notices, answers of support",
      data: "Mail address, and what the mail says",
    })),
    ...of(mailWebhookSecret !== null, () => ({
      name: "Mail provider of the support address",
      purpose: "Takes mails to support, and tells of mails that came back",
      data: "Mails that are written to support, and addresses that take none",
    })),
    ...of(stripe !== null, () => ({
      name: "Stripe",
      purpose: "Takes payments, writes invoices",
      data: "Name and mail address of the organization's billing, its plan, counts of its calls; the card is given to Stripe alone",
    })),
    ...of(loginApps.github !== undefined, () => ({
      name: `GitHub (${hostOf(loginApps.github?.issuer ?? "")})`,
      purpose: "Signs in who chooses to sign in with GitHub",
      data: "That a sign-in to this instance happens",
    })),
    ...of(loginApps.google !== undefined, () => ({
      name: `Google (${hostOf(loginApps.google?.issuer ?? "")})`,
      purpose: "Signs in who chooses to sign in with Google",
      data: "That a sign-in to this instance happens",
    })),
    ...of(collector !== null, () => ({
      name: `Telemetry collector (${hostOf(collector?.endpoint ?? "")})`,
      purpose: "Takes traces and metrics of the server, for its operation",
      data: "Times, names of tools, ids and outcomes of requests; no arguments, results or credentials",
    })),
    ...of(alertWebhook !== null, () => ({
      name: `Alerts of the operator (${hostOf(alertWebhook ?? "")})`,
      purpose: "Hears when a part of this instance is down",
      data: "Which part, since when, and the server's own reason; nothing of anybody",
    })),
    ...of(upstreamProxy !== null, () => ({
      name: `Proxy (${upstreamProxy?.url.hostname})`,
      purpose: "Carries connections to the servers that members connect",
      data: "Which servers those are; what is said is encrypted, since only https goes through it",
    })),
    ...of(registryUrl !== null, () => ({
      name: `MCP registry (${hostOf(registryUrl ?? "")})`,
      purpose: "Lists servers that can be connected",
      data: "Words that are searched for in the catalog",
    })),
  ];
}

/** What the settings of an instance say of it, for its public pages. */
export function siteFacts(
  config: Config,
  settings: Pick<Settings, "site" | "signup" | "keepDays" | "publicUrl">,
): SiteFacts {
  const { site, signup, keepDays, publicUrl } = settings;
  return {
    ...site,
    ...{ signup, keepDays, publicUrl },
    operator: site.operator ?? "the operator of this instance",
    backupsKept: config.backup.directory === null ? null : config.backup.keep,
    takesPayments: config.stripe !== null,
    processors: processorsOf(config),
  };
}
