import { AppError } from "@patchops/contract";
import type { ToolSnapshot } from "../connection/index.ts";
import { refusePaused } from "../forward/index.ts";

/** Refuses a tool that cannot be called now. Throws `connection_paused`, `definition_held`, `tool_unavailable`. */
export function refuseUnusable({ connection, isAvailable, originalName, hold }: ToolSnapshot): void {
  refusePaused(connection);
  if (isAvailable && hold !== null) {
    const message =
      hold === "blocked"
        ? `The changed definition of ${originalName} was looked at and blocked.`
        : `${connection.slug} changed the definition of ${originalName}, and nobody has looked at it yet.`;
    throw new AppError("definition_held", message, {
      sent: false,
      next: `See what changed, and approve it: /connections/${connection.slug}?tab=review`,
      details: { connection: connection.slug, tool: originalName },
    });
  }
  if (isAvailable) return;
  throw new AppError("tool_unavailable", `${connection.slug} no longer offers ${originalName}.`, {
    sent: false,
    next: `Read its tools again: patchops connections refresh ${connection.slug}`,
  });
}
