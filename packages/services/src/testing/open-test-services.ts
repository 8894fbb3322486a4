import { openDatabase } from "@patchops/db";
import { openTestDatabase } from "@patchops/testing";
import { givenMasterKeys, openVault, parseMasterKey } from "@patchops/vault";
import type { Services, Settings } from "../context.ts";
import { openUsageReader } from "../usage/index.ts";

export interface LoggedLine {
  level: "debug" | "info" | "warn" | "error";
  fields: object;
  message: string;
}

/**
 * Services on a fresh database, for tests of verbs that need only database, vault, settings and log; the other parts throw
 * when touched, unless they are given. What was logged stands in `lines`. Call it where hooks are registered.
 */
export async function openTestServices(
  given: Partial<Services> = {},
): Promise<{ services: Services; lines: LoggedLine[]; connectionString: string }> {
  const { database, connectionString } = await openTestDatabase(openDatabase);
  const lines: LoggedLine[] = [];
  const write = (level: LoggedLine["level"]) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  const masterKeys = givenMasterKeys(parseMasterKey("0123456789abcdef".repeat(4)), null);
  const services: Services = {
    settings: testSettings(),
    database,
    vault: openVault(masterKeys),
    masterKeys,
    registry: null,
    loginProviders: [],
    mailer: null,
    stripe: null,
    usage: openUsageReader(database),
    tracer: null,
    log: { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") },
    get singleSignOn() {
      return absent("singleSignOn");
    },
    get upstreams() {
      return absent("upstreams");
    },
    get sandbox() {
      return absent("sandbox");
    },
    get meter() {
      return absent("meter");
    },
    get snapshots() {
      return absent("snapshots");
    },
    get logins() {
      return absent("logins");
    },
    get allowList() {
      return absent("allowList");
    },
    get queues() {
      return absent("queues");
    },
    get jobs() {
      return absent("jobs");
    },
    get liveRuns() {
      return absent("liveRuns");
    },
    get demoServer() {
      return absent("demoServer");
    },
  };
  return { services: withParts(services, given), lines, connectionString };
}

/** The same services with some parts replaced (a spread would touch the absent ones). */
export function withParts(services: Services, parts: Partial<Services>): Services {
  return Object.create(services, Object.getOwnPropertyDescriptors(parts));
}

/** Settings of an instance on loopback, open to sign-up. */
export function testSettings(changes: Partial<Settings> = {}): Settings {
  return {
    version: "0.0.0-test",
    publicUrl: "http://127.0.0.1:3000",
    isLoopback: true,
    dataDir: "/nonexistent",
    signup: "open",
    ownerCode: null,
    defaultPlan: "self_hosted",
    upstreamAllow: [],
    site: { isPublic: false, operator: null, region: null, supportEmail: null },
    alertWebhook: null,
    requiresVerifiedEmail: false,
    mailWebhookSecret: null,
    isStdioAllowed: false,
    roles: ["api", "worker"],
    databaseKind: "embedded",
    backup: { directory: null, keep: 7, recipient: null },
    pauseAfterMs: 60_000,
    billingGraceDays: 7,
    deletionGraceDays: 7,
    keepDays: { activity: 90, usage: 800, audit: 800 },
    ...changes,
  };
}

function absent(name: string): never {
  throw new Error(`this test has no ${name}`);
}
