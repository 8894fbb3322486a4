import { clock } from "@patchops/contract";
import type { Context } from "../context.ts";
import { dayMs, isoTime } from "./range.ts";
import type { CallCounts } from "./reader/tool-days.ts";

/** A tool's last 30 days, today included, from rollups. For verbs that have checked their own scope. */
export function toolUsage(
  { services, actor }: Context,
  { connectionId, tool }: { connectionId: string; tool: string },
): Promise<CallCounts> {
  const from = isoTime(clock.nowMs() - 29 * dayMs).slice(0, 10);
  return services.usage.toolDays({ organizationId: actor.organizationId, connectionId, tool, from });
}
