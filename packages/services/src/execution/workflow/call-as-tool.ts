import { AppError } from "@patchops/contract";
import type { OrganizationSnapshot } from "../../connection/index.ts";
import type { Actor, Context, Services } from "../../context.ts";
import { beginCall, endRefused } from "../../tool/index.ts";
import { awaitWorkflowRun } from "./await-run.ts";
import { findMisfit } from "./find-misfit.ts";
import { queueWorkflowRun } from "./queue-run.ts";

/** As long as a call may take (architecture: waiting for people). */
const longestMs = 600_000;

/** Whether a name is that of a workflow which this client finds among its tools. */
export function isWorkflowTool(
  { workflows, tools }: OrganizationSnapshot,
  actor: Actor,
  name: string,
): boolean {
  const workflow = workflows.get(name);
  return (
    workflow !== undefined &&
    !tools.has(name) &&
    (actor.profile === null || actor.profile === workflow.profile)
  );
}

/**
 * Runs a published workflow for an MCP client and answers as a tool does (`CallToolResult`). The run belongs to nobody's call: it goes on
 * when its client has gone. Throws as `queueWorkflowRun` does, and `cancelled`.
 */
export async function callWorkflowTool(
  context: Context,
  call: {
    name: string;
    arguments: Record<string, unknown>;
    /** Size of the arguments as they arrived. */
    argumentsBytes: number;
    meta: Record<string, unknown> | undefined;
    promptSessionId: string | undefined;
    signal: AbortSignal;
    onProgress?: ((progress: { progress: number; message: string }) => void) | undefined;
  },
): Promise<Record<string, unknown>> {
  const { services, actor } = context;
  const given = call.meta?.["patchops/depth"];
  const depth = typeof given === "number" && Number.isInteger(given) && given > 0 ? given : 0;
  const { executionId: rootId } = await queueWorkflowRun(context, {
    ...{ name: call.name, input: call.arguments, trigger: "tool", depth },
    promptSessionId: call.promptSessionId,
  }).catch(async (error: unknown) => {
    // No run will tell of it: it leaves a call's row, as that of a tool would.
    if (error instanceof AppError) {
      const metered = beginCall(context, { ...call, tool: { name: call.name } }, null);
      await endRefused(metered, error, "refused");
    }
    throw error;
  });
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(longestMs)]);
  const { organizationId } = actor;
  let told = 0;
  const { executionId, isOver, status, result, error } = await awaitWorkflowRun(
    services,
    { organizationId, rootId },
    {
      signal,
      onMove: (message) => {
        told += 1;
        call.onProgress?.({ progress: told, message });
      },
    },
  );
  if (call.signal.aborted) throw new AppError("cancelled", "The call was cancelled.", { sent: true });
  const _meta = { "patchops/execution": rootId };
  if (!isOver) {
    const text = `The workflow ${call.name} goes on (${status}): run ${rootId}.`;
    return { content: [{ type: "text", text }], isError: true, _meta };
  }
  if (status !== "succeeded") {
    const where = error?.line === undefined ? "" : ` at line ${error.line}`;
    const text = `The workflow ${call.name} ended as ${status}${where}: ${error?.message ?? ""} (run ${rootId})`;
    return { content: [{ type: "text", text }], isError: true, _meta };
  }
  const problem = await whyNotAsPromised(services, { organizationId, executionId }, result);
  if (problem !== null) {
    const told = `The workflow ${call.name} succeeded, but its result is not of the type that its program gives it: ${problem} (run ${rootId})`;
    return { content: [{ type: "text", text: told }], isError: true, _meta };
  }
  const isObject = typeof result === "object" && result !== null && !Array.isArray(result);
  const text = typeof result === "string" ? result : (JSON.stringify(result) ?? "");
  return { content: [{ type: "text", text }], ...(isObject ? { structuredContent: result } : {}), _meta };
}

/** MCP: where a tool has an output schema its results have structured content of that shape: that of the version that ran. */
async function whyNotAsPromised(
  { database }: Services,
  { organizationId, executionId }: { organizationId: string; executionId: string },
  result: unknown,
): Promise<string | null> {
  const version = await database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("workflowRuns as r")
      .innerJoin("workflowVersions as v", (join) =>
        join
          .onRef("v.organizationId", "=", "r.organizationId")
          .onRef("v.workflowId", "=", "r.workflowId")
          .onRef("v.version", "=", "r.version"),
      )
      .select("v.outputSchema")
      .where("r.organizationId", "=", organizationId)
      .where("r.executionId", "=", executionId)
      .executeTakeFirst(),
  );
  const schema = version?.outputSchema;
  // Of another type it was no promise: clients were told none (`connection/workflow-snapshot`).
  return schema?.type === "object" ? (findMisfit(schema, result ?? undefined)?.text ?? null) : null;
}
