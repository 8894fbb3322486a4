import type { LogLevel } from "./definition.ts";

/** From least to most severe. */
export const logLevels: LogLevel[] = [
  "debug",
  "info",
  "notice",
  "warning",
  "error",
  "critical",
  "alert",
  "emergency",
];
