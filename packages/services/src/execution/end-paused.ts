import type { AppError } from "@patchops/contract";
import type { Services } from "../context.ts";
import { beginRun } from "./begin-run.ts";
import { contextOfRun } from "./context-of-run.ts";
import { endUnplaced } from "./end-unplaced.ts";
import { readHeader } from "./log/read-header.ts";

/** Ends a run that was paused and will not go on, with the usage row that it began with: when it paused it left none. */
export async function endPaused(
  services: Services,
  run: { organizationId: string; executionId: string },
  end: { status: "cancelled" | "interrupted" | "quota_exceeded"; error: AppError },
): Promise<void> {
  const { organizationId, executionId } = run;
  const header = await readHeader(services, run);
  const {
    code,
    cpuMs,
    status: before,
  } = await services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("executions")
      .select(["code", "cpuMs", "status"])
      .where("organizationId", "=", organizationId)
      .where("id", "=", executionId)
      .executeTakeFirstOrThrow(),
  );
  // Begun first: a process that dies in between still leaves its one row.
  const metered =
    header === null
      ? null
      : beginRun(contextOfRun(services, header), code, {
          executionId,
          promptSessionId: header.promptSessionId ?? undefined,
          rowId: header.rowId,
        });
  let isEnded = false;
  try {
    isEnded = await endUnplaced(services, run, end);
  } finally {
    if (!isEnded) metered?.drop();
  }
  if (!isEnded) return;
  await metered?.end({
    outcome: end.status === "quota_exceeded" ? "refused" : end.status,
    errorCode: end.error.code,
    errorMessage: end.error.message,
    // One that was still queued never began.
    wasSent: before !== "queued",
    bytesOut: 0,
    queueMs: 0,
    upstreamMs: null,
    cpuMs: cpuMs ?? 0,
  });
}
