/** Levels of `notifications/message`, from the least to the most urgent (RFC 5424). */
export const logLevels = [
  "debug",
  "info",
  "notice",
  "warning",
  "error",
  "critical",
  "alert",
  "emergency",
] as const;
export type LogLevel = (typeof logLevels)[number];

export function isLogLevel(value: unknown): value is LogLevel {
  return logLevels.some((level) => level === value);
}

/** Whether someone who wants messages from `wanted` on gets one of `level`; a level that nobody knows is given on. */
export function isLogWanted(level: unknown, wanted: LogLevel): boolean {
  return !isLogLevel(level) || logLevels.indexOf(level) >= logLevels.indexOf(wanted);
}
