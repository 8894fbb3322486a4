export type LogLevel = "debug" | "info" | "log" | "warn" | "error";

/** What a run tells while it runs, in order. Times are ISO-8601 UTC. */
export type RunEvent =
  | { type: "log"; level: LogLevel; text: string; at: string; line?: number }
  /** `attempt` is 2 when the run was started anew after a neighbor took its process down; earlier logs then repeat. */
  | { type: "state"; status: "running"; at: string; attempt: number };
