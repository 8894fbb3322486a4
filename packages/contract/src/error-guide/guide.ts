/** What a person needs to know about a code, for its page. */
export interface ErrorGuide {
  /** The code in words, as a heading. */
  title: string;
  /** Why it happens, in one to three sentences. */
  cause: string;
  /** Whether a tool's server received anything: `no`, `yes`, `told` (the error's `sent` says), `none` (no tool is involved). */
  sent: "no" | "yes" | "told" | "none";
  /** What helps, the likeliest first. */
  steps: readonly [string, ...string[]];
}
