/** A set of scenarios of the official conformance suite that a server is judged by. */
export interface Suite {
  /** The package that holds it. */
  program: string;
  args: string[];
  /** The era of the server that it is run against. */
  era: "legacy" | "modern";
  /** How many scenarios count. */
  scored: number;
}

const current = "@modelcontextprotocol/conformance";

export const suites = {
  "0.1.16": { program: "conformance-0-1", args: ["--suite", "all"], era: "legacy", scored: 32 },
  "2025-11-25": { program: current, args: ["--requirements", "2025-11-25"], era: "legacy", scored: 30 },
  "2026-07-28": { program: current, args: ["--requirements", "2026-07-28"], era: "modern", scored: 37 },
} satisfies Record<string, Suite>;

export type SuiteName = keyof typeof suites;
