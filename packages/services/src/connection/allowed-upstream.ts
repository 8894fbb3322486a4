import { type AllowedUpstream, type AllowUpstreamInput, AppError } from "@patchops/contract";
import { type AuditActor, auditActor, instanceOperator, recordAudit } from "../audit/index.ts";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";

const maxAgeMs = 5_000;

type Entry = { host: string; port: number | null };

/** The private hosts that upstream calls may reach, as this node knows them now: the operator's setting and the admin's list. */
export interface AllowList {
  current(): readonly Entry[];
  reload(): Promise<void>;
  /** Calls back when this node learns that an entry was taken back: what is open to it must be closed. */
  onWithdrawn(listener: () => void): void;
  close(): Promise<void>;
}

export async function openAllowList(
  database: Services["database"],
  fromSetting: readonly Entry[],
): Promise<AllowList> {
  let entries: readonly Entry[] = fromSetting;
  const listeners = new Set<() => void>();
  const reload = async () => {
    const rows = await database.transaction((trx) =>
      trx.selectFrom("allowedUpstreams").select(["host", "port"]).execute(),
    );
    const known = entries;
    entries = [...fromSetting, ...rows];
    const isKept = (entry: Entry) =>
      entries.some(({ host, port }) => host === entry.host && port === entry.port);
    if (known.every(isKept)) return;
    for (const listener of listeners) listener();
  };
  await reload();
  const reloadSoon = () => void reload().catch(() => undefined);
  const stop = await database.listen("allowed_upstreams", reloadSoon);
  // A notification that was lost must not keep a withdrawn host open.
  const timer = setInterval(reloadSoon, maxAgeMs);
  timer.unref();
  return {
    current: () => entries,
    reload,
    onWithdrawn: (listener) => void listeners.add(listener),
    close: () => {
      clearInterval(timer);
      return stop();
    },
  };
}

/** Every entry, those of the operator's setting first. Instance admins only. */
export async function listAllowedUpstreams(context: Context): Promise<AllowedUpstream[]> {
  requireAccess(context, "admin.listAllowedUpstreams");
  return listAllowedAsOperator(context.services);
}

/** `patchops admin network list`. */
export async function listAllowedAsOperator(services: Services): Promise<AllowedUpstream[]> {
  const rows = await services.database.transaction((trx) =>
    trx.selectFrom("allowedUpstreams").selectAll().orderBy("host").orderBy("port").execute(),
  );
  return [
    ...services.settings.upstreamAllow.map(({ host, port }) => ({
      host,
      port: port ?? 0,
      reason: null,
      source: "setting" as const,
      createdAt: null,
    })),
    ...rows.map(({ host, port, reason, createdAt }) => ({
      host,
      port,
      reason,
      source: "admin" as const,
      createdAt,
    })),
  ];
}

/** Lets upstream calls reach a private host and port. Instance admins only. */
export async function allowUpstream(
  context: Context,
  input: AllowUpstreamInput,
): Promise<{ host: string; port: number }> {
  requireAccess(context, "admin.allowUpstream");
  return allow(context.services, input, { actor: auditActor(context), createdBy: context.actor.userId });
}

/** `patchops admin network allow`. */
export async function allowAsOperator(
  services: Services,
  input: AllowUpstreamInput,
): Promise<{ host: string; port: number }> {
  return allow(services, input, { actor: await instanceOperator(services.database), createdBy: null });
}

async function allow(
  services: Services,
  { host, port, reason }: AllowUpstreamInput,
  { actor, createdBy }: { actor: AuditActor; createdBy: string | null },
): Promise<{ host: string; port: number }> {
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto("allowedUpstreams")
      .values({ host, port, reason: reason ?? null, createdBy })
      .onConflict((conflict) => conflict.columns(["host", "port"]).doNothing())
      .executeTakeFirst();
    if (!numInsertedOrUpdatedRows) return;
    await recordAudit(trx, actor, {
      action: "allowed_upstream.create",
      targetKind: "allowed_upstream",
      targetId: `${host}:${port}`,
      data: { reason: reason ?? null },
    });
    await services.database.notify(trx, "allowed_upstreams", "");
  });
  await services.allowList.reload();
  return { host, port };
}

/** Takes an entry of the admin's list back. Throws `not_found` for one that is not there (or is the operator's setting). */
export async function removeAllowedUpstream(
  context: Context,
  input: AllowUpstreamInput,
): Promise<{ host: string; port: number }> {
  requireAccess(context, "admin.removeAllowedUpstream");
  return remove(context.services, input, auditActor(context));
}

/** `patchops admin network remove`. Throws `not_found`. */
export async function removeAllowedAsOperator(
  services: Services,
  input: AllowUpstreamInput,
): Promise<{ host: string; port: number }> {
  return remove(services, input, await instanceOperator(services.database));
}

async function remove(
  services: Services,
  { host, port }: AllowUpstreamInput,
  actor: AuditActor,
): Promise<{ host: string; port: number }> {
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    const removed = await trx
      .deleteFrom("allowedUpstreams")
      .where("host", "=", host)
      .where("port", "=", port)
      .executeTakeFirst();
    if (removed.numDeletedRows === 0n) {
      throw new AppError("not_found", "That host and port are not on the list.", {
        next: "Entries of PATCHOPS_UPSTREAM_ALLOW are changed by the operator.",
      });
    }
    await recordAudit(trx, actor, {
      action: "allowed_upstream.remove",
      targetKind: "allowed_upstream",
      targetId: `${host}:${port}`,
    });
    await services.database.notify(trx, "allowed_upstreams", "");
  });
  await services.allowList.reload();
  return { host, port };
}
