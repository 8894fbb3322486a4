import { isDeepStrictEqual } from "node:util";
import { AppError, type ConnectStep, connectSteps, type ExaminedStatus } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Discovery, ProbeStep } from "@patchops/upstream";
import type { Services } from "../context.ts";
import { notify } from "../notification/index.ts";
import { storedJson } from "../stored-json.ts";
import { unknownConnection } from "./find.ts";
import { openReport, type RunningReport, unwatchedReport } from "./report.ts";
import { refusedLogin } from "./sign-in/refused-login.ts";
import { signInPlaceOf } from "./sign-in/sign-in-place.ts";
import { wantScopes } from "./sign-in/want-scopes.ts";
import type { ConnectionSnapshot } from "./snapshot.ts";
import { type OfferLists, storeOffers } from "./store-offers.ts";
import { storeTools } from "./store-tools.ts";
import { upstreamTarget } from "./target.ts";
import type { ToolDefinition } from "./tool-hold.ts";

/** What an examination found: the connection's next status with its reason. */
export interface Examination {
  status: ExaminedStatus;
  reason: { code: string; message: string } | null;
  steps: ConnectStep[];
}

export interface ExaminationPlace {
  organizationId: string;
  connectionId: string;
  /** On whose behalf it is dialled. */
  ownerId: string;
  /** Reads the tools anew on the session that is open, and nothing else; throws UpstreamError where that fails. */
  isReread?: boolean;
  /** Ends it without an outcome. */
  signal?: AbortSignal;
  /** Runs in the transaction that stores the outcome. */
  record?: (trx: Transaction, outcome: Examination) => Promise<void>;
}

const statusByCause: Record<string, ExaminedStatus> = {
  private_address: "blocked",
  stdio_not_allowed: "blocked",
  unauthorized: "needs_sign_in",
  unauthorized_with_metadata: "needs_sign_in",
  sign_in_unsafe: "needs_sign_in",
  login_refused: "needs_sign_in",
  insufficient_scope: "needs_sign_in",
  zero_tools: "no_tools",
  not_mcp: "not_mcp",
};

const retryAfterMs = 15_000;

/** News are only what worked before: somebody who adds a connection sees what came of it. */
function isBrokenNow(before: string, after: ExaminedStatus): boolean {
  const isBroken = !["ready", "no_tools"].includes(after);
  return isBroken && ["ready", "no_tools", "needs_review", "slow"].includes(before);
}

type ServerSeen = NonNullable<ProbeStep["server"]>;

interface Finding {
  tools: ToolDefinition[] | null;
  offers: OfferLists | null;
  server: ServerSeen | null;
  discovery: Discovery | null;
}

/**
 * Dials a connection from the beginning and reads its tools, telling each step as it comes (the connect report). The
 * outcome is stored: status, reason, tools, report; but not where the connection was given another address or credential
 * meanwhile, since then it says nothing of the present one. Throws `not_found` when the connection is gone, `cancelled`
 * when the signal or the end of this process cut it short.
 */
export async function examineConnection(services: Services, place: ExaminationPlace): Promise<Examination> {
  const { organizationId, connectionId, ownerId } = place;
  const report = place.isReread ? unwatchedReport() : openReport(connectionId);
  try {
    const snapshot = await services.snapshots.get(organizationId);
    const connection = snapshot.connectionsById.get(connectionId);
    if (!connection) throw unknownConnection();
    const target = upstreamTarget(services, snapshot, { connection, ownerId });
    const finding: Finding = { tools: null, offers: null, server: null, discovery: null };
    const options = place.signal ? { signal: place.signal } : {};
    const { upstreams } = services;
    const told = place.isReread ? upstreams.reread(target, options) : upstreams.probe(target, options);
    for await (const step of told) {
      const { server, tools, offers, discovery, wantedScopes, ...line } = step;
      const place = { organizationId, connection, ownerId };
      if (wantedScopes) report.tell(await explainScopes(services, place, { line, wantedScopes }));
      else if (line.cause === "unauthorized_with_metadata")
        report.tell(await explainRefusal(services, { ...place, asksAt: discovery?.server.issuer }, line));
      else report.tell(line);
      if (discovery) finding.discovery = discovery;
      if (server) finding.server = server;
      if (tools) finding.tools = tools;
      if (offers) finding.offers = offers;
    }
    const failure = report.steps.find((step) => step.state === "failed" || step.state === "warning");
    if (place.signal?.aborted || failure?.cause === "cancelled") {
      throw new AppError("cancelled", "The connection was not examined to the end.", { sent: true });
    }
    return await storeOutcome(services, { place, connection, finding, report });
  } finally {
    report.finish();
  }
}

/** A server that is never content is no longer signed in to: that is an error of its own. */
async function explainScopes(
  services: Services,
  place: Parameters<typeof wantScopes>[1],
  { line, wantedScopes }: { line: ConnectStep; wantedScopes: string[] },
): Promise<ConnectStep> {
  const named = wantedScopes.length > 0 ? ` (${wantedScopes.join(" ")})` : "";
  if ((await wantScopes(services, place, wantedScopes)).mayHelp) {
    return { ...line, detail: `It asks for more permission${named}. Sign in again to give it.` };
  }
  const detail = `It asks for more permission${named}, which signing in does not bring.`;
  return { ...line, cause: "upstream_error", detail };
}

/** Who is signed in, and refused all the same, is told more than to sign in. */
async function explainRefusal(
  services: Services,
  place: Parameters<typeof refusedLogin>[1],
  line: ConnectStep,
): Promise<ConnectStep> {
  const refused = await refusedLogin(services, place);
  return refused ? { ...line, cause: "login_refused", detail: refused.message } : line;
}

async function storeOutcome(
  services: Services,
  seen: { place: ExaminationPlace; connection: ConnectionSnapshot; finding: Finding; report: RunningReport },
): Promise<Examination> {
  const { place, connection, finding, report } = seen;
  const { organizationId, connectionId } = place;
  const failure = report.steps.find((step) => step.state === "failed" || step.state === "warning");
  const status: ExaminedStatus = failure ? (statusByCause[failure.cause ?? ""] ?? "unreachable") : "ready";
  const reason = failure ? { code: failure.cause ?? "unreachable", message: failure.detail } : null;
  await services.snapshots.change(
    organizationId,
    async (trx) => {
      // Locked: of two examinations at once the second sees what the first has stored, and a removal waits or is seen.
      const row = await trx
        .selectFrom("connections")
        .select([
          "url",
          "status",
          "statusReason",
          "instructions",
          "capabilities",
          "signIn",
          "signedInAt",
          "report",
        ])
        .where("organizationId", "=", organizationId)
        .where("id", "=", connectionId)
        .forUpdate()
        .executeTakeFirst();
      if (!row) throw unknownConnection();
      const credential = await trx
        .selectFrom("connectionCredentials")
        .select("id")
        .where("organizationId", "=", organizationId)
        .where("connectionId", "=", connectionId)
        .where("userId", "is", null)
        .where("kind", "<>", "oauth")
        .executeTakeFirst();
      const isCurrent =
        row.url === connection.url &&
        row.signedInAt === connection.signedInAt &&
        (credential?.id ?? null) === (connection.credential?.id ?? null);
      if (!isCurrent) {
        await place.record?.(trx, { status, reason, steps: [...report.steps] });
        return false;
      }
      const stored = finding.tools
        ? await storeTools(trx, { organizationId, id: connectionId, slug: connection.slug }, finding.tools)
        : null;
      const others = finding.offers
        ? await storeOffers(trx, { organizationId, id: connectionId, slug: connection.slug }, finding.offers)
        : null;
      if (stored) {
        report.tell({
          step: "saved",
          state: "ok",
          detail: `${stored.available} ${stored.available === 1 ? "tool" : "tools"} ready to call`,
        });
      }
      const now = new Date();
      const nextAttemptAt =
        status === "unreachable" ? new Date(now.getTime() + retryAfterMs).toISOString() : null;
      const { server, discovery } = finding;
      const found = discovery && signInPlaceOf(services, discovery);
      // A provider that refused to register us offers it all the same; the next sign-in finds out whether that has changed.
      const isRefused = row.signIn?.issuer === found?.issuer && row.signIn?.canRegister === false;
      const signIn = found && { ...found, canRegister: found.canRegister && !isRefused };
      const isElsewhere = signIn !== null && !isDeepStrictEqual(signIn, row.signIn);
      await trx
        .updateTable("connections")
        .set({
          // A paused connection stays so; its report and tools are news all the same.
          ...(row.status === "paused"
            ? {}
            : {
                status,
                statusReason: reason ? storedJson(reason) : null,
                statusAt: now.toISOString(),
                nextAttemptAt,
              }),
          ...(isElsewhere ? { signIn: storedJson(signIn) } : {}),
          report: storedJson(place.isReread ? withNewLines(row.report, report.steps) : report.steps),
          updatedAt: now.toISOString(),
          ...(server
            ? {
                protocolVersion: server.protocolVersion,
                era: server.era,
                serverInfo: storedJson(server.info),
                capabilities: storedJson(server.capabilities),
                instructions: server.instructions?.replaceAll("\0", "\ufffd") ?? null,
              }
            : {}),
        })
        .where("organizationId", "=", organizationId)
        .where("id", "=", connectionId)
        .execute();
      if (isBrokenNow(row.status, status)) {
        await notify(services, trx, {
          ...{ organizationId, kind: "connection_broken", userIds: [place.ownerId] },
          title: `${connection.name} ${status === "needs_sign_in" ? "asks for a sign-in" : "does not work"}`,
          text: reason?.message ?? "Its calls fail.",
          path: `/connections/${connection.slug}`,
          data: { connection: connection.slug, status, cause: reason?.code ?? null },
        });
      }
      await place.record?.(trx, { status, reason, steps: [...report.steps] });
      return (
        stored?.changed === true ||
        others?.changed === true ||
        isElsewhere ||
        row.status !== status ||
        row.statusReason?.code !== reason?.code ||
        (server !== null &&
          (row.instructions !== server.instructions ||
            !isDeepStrictEqual(row.capabilities, server.capabilities)))
      );
    },
    (isChanged) => isChanged,
  );
  return { status, reason, steps: [...report.steps] };
}

/** A report in which the lines of some steps were told anew. */
function withNewLines(report: readonly ConnectStep[], told: readonly ConnectStep[]): ConnectStep[] {
  return connectSteps.flatMap((step) => {
    const line = [...told, ...report].find((known) => known.step === step);
    return line ? [line] : [];
  });
}
