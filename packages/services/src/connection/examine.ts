import { AppError, type ConnectionStatus, type ConnectStep } from "@patchops/contract";
import type { ProbeStep } from "@patchops/upstream";
import type { Services } from "../context.ts";
import { storeTools, type ToolDefinition } from "../tool/store.ts";
import { publishReport } from "./report.ts";
import { upstreamTarget } from "./target.ts";

/** What an examination found: the connection's next status with its reason. */
export interface Examination {
  status: ConnectionStatus;
  reason: { code: string; message: string } | null;
  steps: ConnectStep[];
}

const statusByCause: Record<string, ConnectionStatus> = {
  private_address: "blocked",
  stdio_not_allowed: "blocked",
  unauthorized: "needs_sign_in",
  unauthorized_with_metadata: "needs_sign_in",
  zero_tools: "no_tools",
};

/**
 * Dials a connection from the beginning and reads its tools, telling each step as it comes (the connect report).
 * The outcome is stored: status, reason, tools, report.
 */
export async function examineConnection(
  services: Services,
  place: { organizationId: string; connectionId: string; ownerId: string },
): Promise<Examination> {
  const { organizationId, connectionId } = place;
  const snapshot = await services.snapshots.get(organizationId);
  const connection = snapshot.connectionsById.get(connectionId);
  if (!connection) throw new AppError("not_found", "There is no such connection.");
  const steps: ConnectStep[] = [];
  const tell = (step: ConnectStep) => {
    const index = steps.findIndex((known) => known.step === step.step);
    if (index === -1) steps.push(step);
    else steps[index] = step;
    publishReport(connectionId, { steps: [...steps], isFinished: false });
  };

  let tools: ToolDefinition[] | null = null;
  let seen: Extract<ProbeStep, { server: unknown }>["server"] | null = null;
  for await (const step of services.upstreams.probe(
    upstreamTarget(services, snapshot, { connection, ownerId: place.ownerId }),
  )) {
    const { server, tools: offered, ...line } = step;
    tell(line);
    if (server) seen = server;
    if (offered) tools = offered;
  }

  const failure = steps.find((step) => step.state === "failed" || step.state === "warning");
  const status: ConnectionStatus = failure ? (statusByCause[failure.cause ?? ""] ?? "unreachable") : "ready";
  const reason = failure ? { code: failure.cause ?? "unreachable", message: failure.detail } : null;
  const now = new Date();
  await services.snapshots.change(organizationId, async (trx) => {
    const stored = tools
      ? await storeTools(trx, { organizationId, id: connectionId, slug: connection.slug }, tools)
      : null;
    if (stored) tell({ step: "saved", state: "ok", detail: `${stored.available} tools ready to call` });
    await trx
      .updateTable("connections")
      .set({
        status,
        statusReason: reason ? JSON.stringify(reason) : null,
        statusAt: now.toISOString(),
        nextAttemptAt: status === "unreachable" ? new Date(now.getTime() + 15_000).toISOString() : null,
        report: JSON.stringify(steps),
        updatedAt: now.toISOString(),
        ...(seen
          ? {
              protocolVersion: seen.protocolVersion,
              era: seen.era,
              serverInfo: JSON.stringify(seen.info),
              instructions: seen.instructions,
            }
          : {}),
      })
      .where("organizationId", "=", organizationId)
      .where("id", "=", connectionId)
      .where("status", "!=", "paused")
      .execute();
  });
  publishReport(connectionId, { steps, isFinished: true });
  return { status, reason, steps };
}
