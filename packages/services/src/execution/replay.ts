import { isDeepStrictEqual } from "node:util";
import {
  AppError,
  type ExecutionRef,
  type ExecutionReplay,
  executionRef,
  type Log,
} from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { programLog, readLog } from "./log/read-log.ts";
import { unknownExecution } from "./read.ts";

/**
 * Runs a program against the log of one of its runs, for debugging: with the answers, times and random numbers that it had then. No
 * call goes out, nothing is metered, and nothing is stored but that it was done. Throws `not_found` where the log is not
 * kept, `conflict` while the run goes on.
 */
export async function replayExecution(context: Context, rawInput: ExecutionRef): Promise<ExecutionReplay> {
  requireAccess(context, "execution.replay");
  const { executionId } = executionRef.parse(rawInput);
  const { services, actor } = context;
  const { organizationId } = actor;
  const row = await services.database.withOrganization(organizationId, async (trx) => {
    const found = await trx
      .selectFrom("executions")
      .select(["code", "input", "status", "result", "error", "finishedAt"])
      .where("organizationId", "=", organizationId)
      .where("id", "=", executionId)
      .executeTakeFirst();
    if (!found) throw unknownExecution();
    if (found.finishedAt === null) {
      throw new AppError("conflict", "The run has not ended yet.", { next: "Replay it when it has." });
    }
    await recordAudit(trx, auditActor(context), {
      action: "execution.replay",
      targetKind: "execution",
      targetId: executionId,
    });
    return found;
  });
  const { header, entries } = await readLog(services, { organizationId, executionId });
  services.sandbox.requireRoom(organizationId);
  const logs: Log[] = [];
  const ended = await services.sandbox.run({
    organizationId,
    code: row.code,
    input: row.input ?? (header.isInputNull ? null : undefined),
    limits: header.limits,
    hasFetch: header.hasFetch === true,
    // The sandbox makes none in a replay.
    invoke: () => Promise.reject(new AppError("internal", "A replay calls nothing.")),
    onEvent: (event) => {
      if (event.type !== "log") return;
      const { level, text, at, line } = event;
      logs.push({ level, text, at, ...(line === undefined ? {} : { line }) });
    },
    replay: { log: programLog(entries), goesOn: false, cpuMs: 0, wallMs: 0, logLines: 0 },
  });
  const result = ended.result ?? null;
  const isSame =
    ended.status === row.status &&
    isDeepStrictEqual(JSON.parse(JSON.stringify(result)), row.result ?? null) &&
    ended.error?.message === (row.error as { message?: string } | null)?.message;
  return {
    executionId,
    isReplay: true,
    status: ended.status,
    ...(ended.result === undefined ? {} : { result: ended.result }),
    error: ended.error ?? null,
    logs,
    toolCalls: ended.usage.toolCalls,
    usage: ended.usage,
    isSame,
  };
}
