/** Least to most severe (RFC 5424, as MCP names them). */
const levels = ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"];

export function isLogLevel(level: unknown): level is string {
  return typeof level === "string" && levels.includes(level);
}

/** Whether a line of a level is one that a client asked for; a level that nobody knows is no reason to lose it. */
export function reachesLevel(level: unknown, wanted: string): boolean {
  return !isLogLevel(level) || levels.indexOf(level) >= levels.indexOf(wanted);
}
