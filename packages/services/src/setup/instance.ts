import process from "node:process";
import type { Health, InstanceInfo } from "@patchops/contract";
import { sql } from "kysely";
import { passkeyUrl } from "../account/index.ts";
import type { Context, Services } from "../context.ts";
import { countWorkflowRuns } from "../execution/index.ts";
import { requireAccess } from "../require-access.ts";
import { readUsageCheck } from "../usage/index.ts";

/** What a signed-out visitor may know of this instance. */
export async function instanceInfo(services: Services): Promise<InstanceInfo> {
  const { settings, database } = services;
  const { first, owner } = await database.transaction(async (trx) => ({
    first: await trx.selectFrom("users").select("id").limit(1).executeTakeFirst(),
    owner: await trx
      .selectFrom("users")
      .select("id")
      .where("isInstanceAdmin", "=", true)
      .limit(1)
      .executeTakeFirst(),
  }));
  return {
    version: settings.version,
    url: settings.publicUrl,
    signup: settings.signup,
    isPublic: settings.site.isPublic,
    passkeyUrl: passkeyUrl(services),
    isFirstAccount: first === undefined,
    sendsMail: services.mailer !== null,
    loginProviders: services.loginProviders.map(({ id }) => id),
    ownerCodeRequired: owner === undefined && settings.ownerCode !== null,
  };
}

/** The state of this node and its parts. */
export async function nodeHealth(services: Services): Promise<Health> {
  const { rows, lastCheck } = await services.database.transaction(async (trx) => ({
    ...(await sql<{ version: string; sizeBytes: number }>`
      select current_setting('server_version') as version, pg_database_size(current_database()) as "sizeBytes"
    `.execute(trx)),
    lastCheck: await readUsageCheck(trx),
  }));
  const workflowRuns = await countWorkflowRuns(services);
  const isolation = services.sandbox.isolation();
  const stats = services.sandbox.stats();
  const { journalBytes, unflushedEvents, lastFlushAt } = services.meter.stats();
  return {
    version: services.settings.version,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    uptimeSeconds: Math.round(process.uptime()),
    roles: [...services.settings.roles],
    database: {
      kind: services.settings.databaseKind,
      version: rows[0]?.version ?? "",
      sizeBytes: Number(rows[0]?.sizeBytes ?? 0),
    },
    sandbox: {
      isNetworkIsolated: isolation?.network ?? null,
      hasDataLimit: isolation?.dataLimit ?? null,
      hasOwnUser: isolation?.user ?? null,
      children: stats.children,
      running: stats.running,
      waiting: stats.waiting,
      failuresInRow: stats.failuresInRow,
    },
    metering: { journalBytes, unflushedEvents, lastFlushAt, lastCheck },
    workflowRuns,
    memoryBytes: process.memoryUsage.rss(),
  };
}

/** The health page of the instance's admins. */
export async function adminHealth(context: Context): Promise<Health> {
  requireAccess(context, "admin.health");
  return nodeHealth(context.services);
}
