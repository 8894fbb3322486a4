import { AppError } from "@patchops/contract";
import type { ToolSnapshot } from "../connection/index.ts";
import { refusePaused } from "../forward/index.ts";

/** Refuses a tool that cannot be called now. Throws `connection_paused`, `tool_unavailable`. */
export function refuseUnusable({ connection, isAvailable, originalName }: ToolSnapshot): void {
  refusePaused(connection);
  if (isAvailable) return;
  throw new AppError("tool_unavailable", `${connection.slug} no longer offers ${originalName}.`, {
    sent: false,
    next: `Read its tools again: patchops connections refresh ${connection.slug}`,
  });
}
