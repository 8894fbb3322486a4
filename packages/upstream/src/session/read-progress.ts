import type { JsonObject } from "@patchops/protocol";
import type { Progress } from "./session.ts";

/** The params of `notifications/progress`; null when they are none. */
export function readProgress(params: JsonObject | undefined): Progress | null {
  if (typeof params?.progress !== "number") return null;
  const { progress, total, message } = params;
  return {
    progress,
    ...(typeof total === "number" ? { total } : {}),
    ...(typeof message === "string" ? { message } : {}),
  };
}
